/** What HNS accepts as an ACL, rule by rule. Written from docs/reference/hns-api.md §5 and §8.3, apart from the agent's own schema. */
import { parseAddress, parseCidr } from '../../core/address.ts';
import { type Hresult, Refusal } from './hresult.ts';
import { atLeast, type HnsVersion, type Limits } from './node-state.ts';
import type { Switches } from './switches.ts';

export interface AclContext {
  readonly version: HnsVersion;
  readonly switches: Switches;
  readonly limits: Limits;
  /** Ids of the SetPolicies of the endpoint's network. */
  readonly sets: ReadonlySet<string>;
}

/** As the shape leaves it: known fields of the right type, any of them missing. */
export interface AclFields {
  readonly Id?: string;
  readonly Action?: 'Allow' | 'Block' | 'Pass';
  readonly Direction?: 'In' | 'Out';
  readonly RuleType?: 'Host' | 'Switch';
  readonly Protocols?: string;
  readonly LocalAddresses?: string;
  readonly RemoteAddresses?: string;
  readonly LocalPorts?: string;
  readonly RemotePorts?: string;
  readonly Priority?: number;
}

type Check = (acl: AclFields, context: AclContext) => Hresult | undefined;

const INVALID = 'HCN_E_INVALID_POLICY';
const WITH_PORTS: ReadonlySet<string> = new Set(['6', '17', '132']);

const CHECKS: readonly Check[] = [
  // M8. Pass belongs to tiers.
  ({ Action, Direction }) => refuseIf(!Action || !Direction || Action === 'Pass'),
  // M22: the features of HNS 7.2 and later ones.
  (acl, { version, switches }) =>
    newestFeature(acl).some(([major, minor]) => !atLeast(version, major, minor)) ? switches.featureTooNew : undefined,
  // M11
  ({ Protocols = '' }, { switches }) => {
    const protocols = entries(Protocols);
    return refuseIf(
      !protocols.every(isProtocol) || (protocols.length > 1 && (switches.protocolList === 'refuse' || protocols.includes('256'))),
    );
  },
  // M9, M27
  (acl, context) =>
    addresses(acl)
      .map(entry => addressFault(entry, context))
      .find(fault => fault !== undefined),
  ({ LocalAddresses, RemoteAddresses }, { limits }) =>
    refuseIf([LocalAddresses, RemoteAddresses].some(field => entries(field).length > limits.addressesPerAcl)),
  (acl, { switches }) => refuseIf(switches.mixedFamilies === 'refuse' && familiesOf(acl).size > 1),
  // M12
  acl => refuseIf(!ports(acl).every(isPortRange)),
  // M13
  (acl, { switches }) =>
    refuseIf(switches.portsWithoutProtocol === 'refuse' && ports(acl).length > 0 && !someWithPorts(entries(acl.Protocols))),
  // M14
  ({ RuleType, Priority = 0 }, { switches }) =>
    refuseIf(switches.unusualPriority === 'refuse' && (RuleType === 'Host' ? Priority !== 0 : Priority < 1 || Priority > 65500)),
];

/** @throws Refusal HCN_E_INVALID_POLICY, or the code that a switch names. */
export function checkAcl(acl: AclFields, context: AclContext): void {
  for (const check of CHECKS) {
    const fault = check(acl, context);
    if (fault) throw new Refusal(fault);
  }
}

function refuseIf(broken: boolean): Hresult | undefined {
  return broken ? INVALID : undefined;
}

/** Entries of a comma list; none for an empty or absent field, which means any. */
function entries(field: string | undefined): string[] {
  return field === undefined || field === '' ? [] : field.split(',');
}

function addresses({ LocalAddresses, RemoteAddresses }: AclFields): string[] {
  return [...entries(LocalAddresses), ...entries(RemoteAddresses)];
}

function ports({ LocalPorts, RemotePorts }: AclFields): string[] {
  return [...entries(LocalPorts), ...entries(RemotePorts)];
}

/** 0–255 are IANA's, 256 is any. */
function isProtocol(entry: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(entry) && Number(entry) <= 256;
}

function someWithPorts(protocols: readonly string[]): boolean {
  return protocols.length > 0 && protocols.every(protocol => WITH_PORTS.has(protocol));
}

function addressFault(entry: string, { sets, switches }: AclContext): Hresult | undefined {
  if (familyOf(entry) !== undefined || sets.has(entry)) return undefined;
  // `Any` is what callers got wrong in the field; whatever else could be no address could be a SetPolicy's Id.
  return entry === 'Any' || entry === '' || /[.:/\s]/.test(entry) ? INVALID : switches.missingSet;
}

function familyOf(entry: string): 4 | 6 | undefined {
  return (parseAddress(entry) ?? parseCidr(entry))?.family;
}

function familiesOf(acl: AclFields): ReadonlySet<number> {
  return new Set(addresses(acl).flatMap(entry => familyOf(entry) ?? []));
}

function isPortRange(entry: string): boolean {
  const [first, last = first, ...more] = entry.split('-');
  return more.length === 0 && isPort(first) && isPort(last) && Number(first) <= Number(last);
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535;
}

/** HNS versions that the ACL's spelling needs (docs/reference/hns-api.md §2.11). */
function newestFeature(acl: AclFields): readonly (readonly [major: number, minor: number])[] {
  const lists = [acl.LocalAddresses, acl.RemoteAddresses, acl.LocalPorts, acl.RemotePorts].some(field => entries(field).length > 1);
  const ranges = ports(acl).some(entry => entry.includes('-'));
  const sets = addresses(acl).some(entry => familyOf(entry) === undefined && !/[.:/\s]/.test(entry) && entry !== 'Any');
  return [
    ...(lists || ranges || acl.Id !== undefined ? ([[7, 2]] as const) : []),
    ...(entries(acl.Protocols).includes('252') ? ([[11, 0]] as const) : []),
    ...(familiesOf(acl).has(6) ? ([[11, 10]] as const) : []),
    ...(sets ? ([[13, 0]] as const) : []),
  ];
}
