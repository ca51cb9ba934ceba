/** Judges from the registry whether Windows Firewall lets clients reach the agent's metrics. */
import { type Finding, ok, unknown, warning } from './row.ts';

export const FIREWALL_POLICY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
export const FIREWALL_PROFILES = ['DomainProfile', 'StandardProfile', 'PublicProfile'] as const;
/** Settings of a group policy, which replace or add to those of the machine. */
export const FIREWALL_GROUP_POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';

export interface FirewallEvidence {
  /** DWORDs of each profile. */
  readonly profiles: readonly Readonly<Record<string, number>>[];
  /** Rules as the registry has them. */
  readonly rules: readonly string[];
  readonly hasGroupPolicy: boolean;
}

/** The texts of the rules in the output of `reg.exe query`. */
export function rulesOf(output: string): string[] {
  return output.split(/\r?\n/).flatMap(line => /^ {4}\S.*? {4}REG_SZ {4}(v\d.*)$/.exec(line)?.[1] ?? []);
}

/** @param port TCP port that other machines use. Undefined: only this machine uses it. @param evidence Undefined: the registry cannot be read. */
export function firewallFinding(port: number | undefined, evidence: FirewallEvidence | undefined): Finding {
  if (port === undefined) return ok('metrics are not served to other machines');
  if (!evidence) return unknown('the registry cannot be read', 'run this command on the node, as its administrator');
  const { profiles, hasGroupPolicy } = evidence;
  const look = `check that inbound TCP ${port} is allowed: docs/install.md`;
  if (hasGroupPolicy) return unknown('a group policy controls Windows Firewall', look);
  if (profiles.some(({ EnableFirewall }) => EnableFirewall === undefined))
    return unknown('a profile of Windows Firewall has no setting', look);
  if (profiles.every(allowsInbound)) return ok('Windows Firewall is off, or allows inbound connections by default');
  const rules = evidence.rules.map(fieldsOf).filter(rule => isInbound(rule) && covers(rule, port));
  const fix = `New-NetFirewallRule -DisplayName hns-policy-agent -Direction Inbound -Protocol TCP -LocalPort ${port} -Action Allow`;
  if (rules.some(rule => rule.get('Action')?.[0] !== 'Allow'))
    return warning(`a rule blocks inbound TCP ${port}`, `remove that rule, then: ${fix}`);
  if (rules.some(isUnconditional)) return ok(`a rule allows inbound TCP ${port}`);
  if (rules.length > 0) return unknown(`only rules with conditions allow inbound TCP ${port}`, `check their conditions, or: ${fix}`);
  return warning(`Windows Firewall is on, and no rule allows inbound TCP ${port}, so Prometheus cannot read metrics`, fix);
}

function allowsInbound({ EnableFirewall, DefaultInboundAction }: Readonly<Record<string, number>>): boolean {
  return EnableFirewall === 0 || DefaultInboundAction === 0;
}

/** Values by field. A field may be repeated. */
type Rule = ReadonlyMap<string, readonly string[]>;

const DESCRIPTIVE: ReadonlySet<string> = new Set([
  'Action',
  'Active',
  'Dir',
  'Protocol',
  'LPort',
  'LPort2_10',
  'Name',
  'Desc',
  'EmbedCtxt',
]);
const TCP = '6';

/** `v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=9464|Name=hns-policy-agent|` */
function fieldsOf(text: string): Rule {
  const fields = new Map<string, string[]>();
  for (const field of text.split('|')) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(field) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}

function isInbound(rule: Rule): boolean {
  const isTcp = (rule.get('Protocol') ?? [TCP]).includes(TCP);
  return rule.get('Active')?.[0] === 'TRUE' && rule.get('Dir')?.[0] === 'In' && isTcp;
}

/** A port by name (`RPC`) never covers a number. Without a port the rule is for all of them. */
function covers(rule: Rule, port: number): boolean {
  const ports = [...(rule.get('LPort') ?? []), ...(rule.get('LPort2_10') ?? [])];
  return ports.length === 0 || ports.some(text => /^\d+(-\d+)?$/.test(text) && isWithin(port, text.split('-').map(Number)));
}

function isWithin(port: number, [first = 0, last = first]: readonly number[]): boolean {
  return port >= first && port <= last;
}

/** Other fields are conditions, for instance a program, a profile or remote addresses. */
function isUnconditional(rule: Rule): boolean {
  return [...rule.keys()].every(name => DESCRIPTIVE.has(name));
}
