/** HNS's validation of an ACL. Written from docs/reference/hns-api.md §5 and §8.3, independently of the agent's own schema. */
import { parseAddress, parseCidr } from '../../core/address.ts';
import { type Hresult, Rejection } from './hresult.ts';
import { atLeast, type HnsVersion, type Limits } from './node-state.ts';
import type { Switches } from './switches.ts';

export interface AclContext {
  readonly version: HnsVersion;
  readonly switches: Switches;
  readonly limits: Limits;
  /** Ids of the SetPolicies on the endpoint's network. */
  readonly sets: ReadonlySet<string>;
}

/** The fields after the shape check: known names, right types, all optional. */
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
  // M8. Only tiers may use Pass.
  ({ Action, Direction }) => rejectIf(!Action || !Direction || Action === 'Pass'),
  // M22
  (acl, { version, switches }) =>
    newestFeature(acl).some(([major, minor]) => !atLeast(version, major, minor)) ? switches.featureTooNew : undefined,
  // M11
  ({ Protocols = '' }, { switches }) => {
    const protocols = entries(Protocols);
    return rejectIf(
      !protocols.every(isProtocol) || (protocols.length > 1 && (switches.protocolList === 'refuse' || protocols.includes('256'))),
    );
  },
  // M9, M27
  (acl, context) =>
    addresses(acl)
      .map(entry => addressFault(entry, context))
      .find(fault => fault !== undefined),
  ({ LocalAddresses, RemoteAddresses }, { limits }) =>
    rejectIf([LocalAddresses, RemoteAddresses].some(field => entries(field).length > limits.addressesPerAcl)),
  (acl, { switches }) => rejectIf(switches.mixedFamilies === 'refuse' && familiesOf(acl).size > 1),
  // M12
  acl => rejectIf(!ports(acl).every(isPortRange)),
  // M13
  (acl, { switches }) =>
    rejectIf(switches.portsWithoutProtocol === 'refuse' && ports(acl).length > 0 && !someWithPorts(entries(acl.Protocols))),
  // M14
  ({ RuleType, Priority = 0 }, { switches }) =>
    rejectIf(switches.unusualPriority === 'refuse' && (RuleType === 'Host' ? Priority !== 0 : Priority < 1 || Priority > 65500)),
];

/** @throws Rejection HCN_E_INVALID_POLICY, or the code that the switch selects. */
export function checkAcl(acl: AclFields, context: AclContext): void {
  for (const check of CHECKS) {
    const fault = check(acl, context);
    if (fault) throw new Rejection(fault);
  }
}

function rejectIf(broken: boolean): Hresult | undefined {
  return broken ? INVALID : undefined;
}

/** Entries of a comma-separated list. The list is empty for an empty or absent field, which means any. */
function entries(field: string | undefined): string[] {
  return field === undefined || field === '' ? [] : field.split(',');
}

function addresses({ LocalAddresses, RemoteAddresses }: AclFields): string[] {
  return [...entries(LocalAddresses), ...entries(RemoteAddresses)];
}

function ports({ LocalPorts, RemotePorts }: AclFields): string[] {
  return [...entries(LocalPorts), ...entries(RemotePorts)];
}

/** 0–255 are IANA numbers. 256 is any. */
function isProtocol(entry: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(entry) && Number(entry) <= 256;
}

function someWithPorts(protocols: readonly string[]): boolean {
  return protocols.length > 0 && protocols.every(protocol => WITH_PORTS.has(protocol));
}

function addressFault(entry: string, { sets, switches }: AclContext): Hresult | undefined {
  if (familyOf(entry) !== undefined || sets.has(entry)) return undefined;
  // `Any` is a known mistake of callers. Any other text that cannot be an address is taken for a SetPolicy's Id.
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

/** HNS versions that the ACL's features need (docs/reference/hns-api.md §2.11). */
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
