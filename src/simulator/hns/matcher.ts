/** Parses stored ACL policies into rules and matches packets against them. Written independently of src/hns, because it checks src/hns. */
import { type Address, type AddressSet, addressSet, hasAddress, parseAddress, parseCidr } from '../../core/address.ts';
import { contains, type Interval, type Intervals, intersect, union } from '../../core/interval.ts';
import type { Protocol } from '../../core/model.ts';
import type { Policy } from './records.ts';
import type { Switches } from './switches.ts';

export type Direction = 'In' | 'Out';
export type Action = 'Allow' | 'Block';

/** The first packet of a flow. */
export interface FlowPacket {
  readonly from: Address;
  readonly to: Address;
  /** A name, or the IANA number of a protocol without ports (ICMP is 1). */
  readonly protocol: Protocol | number;
  /** Destination port. Ignored for a protocol without ports. */
  readonly port: number;
  /** Default: a port that no ACL names. */
  readonly sourcePort?: number;
  /** Of an ICMPv6 message. An ACL cannot name it. */
  readonly icmpType?: number;
}

/** RFC 4861: router and neighbour solicitations and advertisements, and redirects. */
export function isNeighbourDiscovery({ protocol, icmpType = 0 }: FlowPacket): boolean {
  return protocol === ICMPV6 && icmpType >= 133 && icmpType <= 137;
}

export const ICMPV6 = 58;

export interface Rule {
  readonly id: string | undefined;
  readonly action: Action;
  readonly direction: Direction;
  readonly stage: 'Switch' | 'Host';
  readonly priority: number;
  /** Undefined: any. */
  readonly protocols: ReadonlySet<number> | undefined;
  readonly local: Side;
  readonly remote: Side;
  /** True if an address field names a SetPolicy. The switch setSides then decides the meaning of Local and Remote. */
  readonly usesSets: boolean;
}

interface Side {
  readonly addresses: AddressSet | undefined;
  readonly ports: Intervals<number> | undefined;
}

const PROTOCOL_NUMBERS: Readonly<Record<Protocol, number>> = { TCP: 6, UDP: 17, SCTP: 132 };
const WITH_PORTS: ReadonlySet<number> = new Set(Object.values(PROTOCOL_NUMBERS));
const ANY_PROTOCOL = '256';

/** Undefined if the policy is not an ACL. A test may seed invalid fields, which match no packet. */
export function ruleOf(policy: Policy, sets: ReadonlyMap<string, AddressSet>, switches: Switches): Rule | undefined {
  if (policy.Type !== 'ACL') return undefined;
  const acl = (policy.Settings ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string) => String(acl[name] ?? '');
  const side = (name: 'Local' | 'Remote'): Side => ({
    addresses: addressesOf(text(`${name}Addresses`), sets, switches),
    ports: portsOf(text(`${name}Ports`)),
  });
  return {
    id: acl.Id === undefined ? undefined : text('Id'),
    action: text('Action') === 'Allow' ? 'Allow' : 'Block',
    direction: text('Direction') === 'In' ? 'In' : 'Out',
    stage: text('RuleType') === 'Host' ? 'Host' : 'Switch',
    priority: Number(acl.Priority ?? 0),
    protocols: protocolsOf(text('Protocols')),
    local: side('Local'),
    remote: side('Remote'),
    usesSets: [text('LocalAddresses'), text('RemoteAddresses')].some(list => list.split(',').some(entry => sets.has(entry))),
  };
}

export function matches(rule: Rule, packet: FlowPacket, { setSides }: Switches): boolean {
  const protocol = typeof packet.protocol === 'number' ? packet.protocol : PROTOCOL_NUMBERS[packet.protocol];
  if (rule.protocols && !rule.protocols.has(protocol)) return false;
  const source = { address: packet.from, port: packet.sourcePort };
  const destination = { address: packet.to, port: packet.port };
  const [local, remote] = rule.direction === 'In' ? [destination, source] : [source, destination];
  const [localAddress, remoteAddress] =
    rule.usesSets && setSides === 'sourceDestination' ? [packet.from, packet.to] : [local.address, remote.address];
  return (
    covers(rule.local.addresses, localAddress) &&
    covers(rule.remote.addresses, remoteAddress) &&
    coversPort(rule.local.ports, protocol, local.port) &&
    coversPort(rule.remote.ports, protocol, remote.port)
  );
}

function covers(set: AddressSet | undefined, address: Address): boolean {
  return set === undefined || hasAddress(set, address);
}

function coversPort(ports: Intervals<number> | undefined, protocol: number, port: number | undefined): boolean {
  if (ports === undefined) return true;
  return WITH_PORTS.has(protocol) && port !== undefined && contains(ports, port);
}

function protocolsOf(text: string): ReadonlySet<number> | undefined {
  if (text === '' || text === ANY_PROTOCOL) return undefined;
  return new Set(text.split(',').map(Number));
}

/** Undefined for an empty or absent field, which matches all addresses of both families. */
function addressesOf(
  text: string,
  sets: ReadonlyMap<string, AddressSet>,
  { wholeFamilyBlock, severalSets }: Switches,
): AddressSet | undefined {
  if (text === '') return undefined;
  const entries = text.split(',');
  const isMeant = (entry: string) => {
    const block = parseCidr(entry);
    return block ? block.prefix > 0 || wholeFamilyBlock === 'everything' : parseAddress(entry) !== undefined;
  };
  const plain = addressSet(entries.filter(isMeant));
  const named = entries.flatMap(entry => sets.get(entry) ?? []);
  if (named.length === 0) return plain;
  if (severalSets === 'all' && named.length === entries.length) return named.reduce(common);
  return { v4: union([plain, ...named].flatMap(set => set.v4)), v6: union([plain, ...named].flatMap(set => set.v6)) };
}

function common(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: intersect(a.v4, b.v4), v6: intersect(a.v6, b.v6) };
}

function portsOf(text: string): Intervals<number> | undefined {
  if (text === '') return undefined;
  return union(
    text.split(',').map((entry): Interval<number> => {
      const [first, last = first] = entry.split('-');
      return [Number(first), Number(last)];
    }),
  );
}
