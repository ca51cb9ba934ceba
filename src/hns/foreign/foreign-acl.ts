/**
 * Foreign ACLs as sets of traffic. HNS may read a field otherwise than its writer, so an ACL has two sets: the traffic that it matches under
 * every reading, and the traffic that it may match under some reading (docs/reference/hns-api.md §5).
 */
import { type AddressSet, addressSet, canonical, parseCidr } from '../../core/address.ts';
import { type Interval, type Intervals, isSubset, meets, union } from '../../core/interval.ts';
import { ANY_PORT } from '../../core/pod-policy.ts';
import type { AclDirection } from '../acl/acl.ts';
import { type AclFields, aclFields } from '../document/acl-fields.ts';
import { portRange } from '../document/acl-schema.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { EVERY_PROTOCOL, EVERYONE, EVERYTHING, type Traffic, WITH_PORTS } from './traffic.ts';

export interface ForeignAcl {
  readonly policy: EndpointPolicy;
  /** `unknown`: it may allow, and it may block. */
  readonly action: 'Allow' | 'Block' | 'unknown';
  /** Both where the field cannot be read. */
  readonly directions: readonly AclDirection[];
  readonly stage: 'Switch' | 'Host';
  /** 0 if it is absent or unreadable: HNS may try it before every other. */
  readonly priority: number;
  readonly may: Traffic;
  /** Undefined: no traffic is certain. */
  readonly must: Traffic | undefined;
}

/** The values that one field selects. `must` undefined: no reading is certain. */
interface Reading<T> {
  readonly may: T;
  readonly must: T | undefined;
}

const BOTH: readonly AclDirection[] = ['In', 'Out'];

/**
 * @param foreign Foreign policies of an endpoint.
 * @param own The pod's addresses. An ACL may name them as its local side.
 * @returns ACLs by ascending priority. A TierAcl counts as an ACL of unknown meaning in front of all, because its tier decides first.
 */
export function foreignAcls(foreign: readonly EndpointPolicy[], own: readonly string[]): ForeignAcl[] {
  const local = addressSet(own);
  return foreign
    .flatMap(policy => (policy.Type === 'ACL' ? read(policy, local) : policy.Type === 'TierAcl' ? unknown(policy) : []))
    .sort((a, b) => a.priority - b.priority);
}

function unknown(policy: EndpointPolicy): ForeignAcl {
  return { policy, action: 'unknown', directions: BOTH, stage: 'Switch', priority: 0, may: EVERYTHING, must: undefined };
}

function read(policy: EndpointPolicy, own: AddressSet): ForeignAcl[] {
  const fields = aclFields(policy);
  const { Action, Direction, RuleType, Priority } = fields;
  const isKnownAction = Action === 'Allow' || Action === 'Block';
  const directions: readonly AclDirection[] = Direction === 'In' || Direction === 'Out' ? [Direction] : BOTH;
  const priority = Number(Priority);
  const stage = RuleType === 'Host' ? 'Host' : 'Switch';
  const isClear = isKnownAction && directions.length === 1 && (RuleType === '' || RuleType === 'Switch' || RuleType === 'Host');
  return directions.map(direction => {
    const { may, must } = trafficOf(fields, direction, own);
    return {
      policy,
      action: isKnownAction ? Action : 'unknown',
      directions: [direction],
      stage,
      priority: Number.isFinite(priority) ? priority : 0,
      may,
      must: isClear ? must : undefined,
    };
  });
}

function trafficOf(fields: AclFields, direction: AclDirection, own: AddressSet): Reading<Traffic> {
  const [near, far] = direction === 'In' ? [fields.LocalPorts, fields.RemotePorts] : [fields.RemotePorts, fields.LocalPorts];
  // A set may stand on either side, and which side is the pod's is disputed.
  const namesSet = [fields.LocalAddresses, fields.RemoteAddresses].some(text => !isPlain(text));
  const peers = namesSet ? { may: EVERYONE, must: undefined } : addresses(fields.RemoteAddresses!);
  const local = namesSet ? UNCLEAR : localSide(fields.LocalAddresses!, own);
  const protocols = protocolsOf(fields.Protocols);
  const destination = portsOf(near);
  const isPortProtocol = protocols.must?.every(([number]) => WITH_PORTS.some(([first]) => first === number));
  const isAnyPort = near === '';
  const isCertain = far === '' && (isAnyPort || isPortProtocol);
  const { must: mustProtocols } = protocols;
  return {
    may: {
      protocols: protocols.may,
      ports: isAnyPort || isPortProtocol ? destination.may : ANY_PORT,
      peers: ofFamilies(peers.may, local.may),
    },
    must:
      isCertain && local.must && mustProtocols && destination.must && peers.must
        ? { protocols: mustProtocols, ports: destination.must, peers: ofFamilies(peers.must, local.must) }
        : undefined,
  };
}

/** The families of the packets that the local side of an ACL selects. */
interface Families {
  readonly v4: boolean;
  readonly v6: boolean;
}

const UNCLEAR: Reading<Families> = { may: { v4: true, v6: true }, must: undefined };

/** Packets of a family are possible if an address of the pod is named, and certain if all are. */
function localSide(text: string, own: AddressSet): Reading<Families> {
  if (text === '') return certain({ v4: true, v6: true });
  const { may: named, must: surely } = addresses(text);
  const [v4, v6] = [meets(named.v4, own.v4), meets(named.v6, own.v6)];
  // It names other local addresses only, so it never matches.
  if (!v4 && !v6) return { may: { v4, v6 }, must: undefined };
  const may = { v4: v4 || own.v4.length === 0, v6: v6 || own.v6.length === 0 };
  const isCertain = surely && (!v4 || isSubset(own.v4, surely.v4)) && (!v6 || isSubset(own.v6, surely.v6));
  return { may, must: isCertain ? may : undefined };
}

function ofFamilies({ v4, v6 }: AddressSet, families: Families): AddressSet {
  return { v4: families.v4 ? v4 : [], v6: families.v6 ? v6 : [] };
}

function protocolsOf(text: string | undefined): Reading<Intervals<number>> {
  if (text === '' || text === '256') return certain(EVERY_PROTOCOL);
  const number = text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : undefined;
  // 252 to 255 have no traffic of their own, and HNS gives 252 a meaning of its own (docs/reference/hns-api.md §2.11).
  if (number === undefined || number > 251) return { may: EVERY_PROTOCOL, must: undefined };
  return certain([[number, number]]);
}

function isPlain(text: string | undefined): boolean {
  return text === '' || (text !== undefined && itemsOf(text).every(item => canonical(item) !== undefined));
}

/** @param text A plain list. 0.0.0.0/0 is uncertain, because some builds read it as no address. */
function addresses(text: string): Reading<AddressSet> {
  if (text === '') return certain(EVERYONE);
  const items = itemsOf(text);
  const clear = items.filter(item => parseCidr(item)?.prefix !== 0);
  return { may: addressSet(items), must: clear.length > 0 ? addressSet(clear) : undefined };
}

function itemsOf(list: string): string[] {
  return list.split(',').map(item => item.trim());
}

function portsOf(text: string | undefined): Reading<Intervals<number>> {
  if (text === '') return certain(ANY_PORT);
  const ranges = text === undefined ? [undefined] : itemsOf(text).map(portRange);
  if (ranges.includes(undefined)) return { may: ANY_PORT, must: undefined };
  return certain(union(ranges as Interval<number>[]));
}

function certain<T>(value: T): Reading<T> {
  return { may: value, must: value };
}
