/**
 * Recognises the policies that other engines for NetworkPolicies left on an endpoint, if their origin is certain. One Update replaces them with
 * the agent's ACLs. All other policies stay, including ACLs that an engine wrote for other reasons than a NetworkPolicy.
 */
import { aclFields } from '../document/acl-fields.ts';
import { aclId } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';

export const ENGINES = ['azure-npm', 'calico'] as const;
export type Engine = (typeof ENGINES)[number];

/** Takes all policies of one endpoint and returns those that the engine left. */
type Recognise = (policies: readonly EndpointPolicy[]) => readonly EndpointPolicy[];

const RECOGNISE: Readonly<Record<Engine, Recognise>> = { 'azure-npm': ofAzureNpm, calico: ofCalico };

/** The leftovers among the policies of one endpoint, by engine. Engines without leftovers are absent. */
export function leftovers(policies: readonly EndpointPolicy[], engines: readonly Engine[]): ReadonlyMap<Engine, readonly EndpointPolicy[]> {
  return new Map(engines.map(engine => [engine, RECOGNISE[engine](policies)] as const).filter(([, left]) => left.length > 0));
}

/**
 * Ids of Azure NPM's ACLs that implement no NetworkPolicy (docs/reference/azure-npm-windows.md §2.6): the block of the WireServer, and the ACLs
 * without which that block would make Server 2025 deny all other traffic. NPM writes them if the CNI plugin did not, so they are kept like the
 * CNI plugin's.
 */
const BASE_OF_AZURE_NPM: ReadonlySet<string> = new Set(
  ['azurewireserver', 'allowinswitch', 'allowoutswitch', 'allowinhost', 'allowouthost'].map(name => `azure-acl-base${name}`),
);

/** By the prefix that Azure NPM itself checks (docs/reference/azure-npm-windows.md §2.1, §2.8). */
function ofAzureNpm(policies: readonly EndpointPolicy[]): readonly EndpointPolicy[] {
  return policies.filter(policy => aclId(policy).startsWith('azure-acl') && !BASE_OF_AZURE_NPM.has(aclId(policy)));
}

// `policy-<name>-<rule>-<chunk>`. The rule is 16 characters of base64 (docs/reference/calico-windows.md §1.5, RuleIDLength in Felix).
const FELIX_RULE = /^(?:policy|profile)-.+-[A-Za-z0-9_-]{16}-\d+$/;
const FELIX_NODE_RULE = 'allow-host-to-endpoint';
const FELIX_FIRST = 1000;
const FELIX_LAST = 65000;

/**
 * Felix writes its end rules and Host rules without an Id (docs/reference/calico-windows.md §1.2). They are recognised by their fields, and only
 * on endpoints that have rules with Felix's Ids, because Felix replaces every ACL of an endpoint. Rules of a static-rules.json have Ids chosen
 * by their author and are not recognised.
 */
function ofCalico(policies: readonly EndpointPolicy[]): readonly EndpointPolicy[] {
  const named = policies.filter(policy => aclId(policy) === FELIX_NODE_RULE || FELIX_RULE.test(aclId(policy)));
  if (named.length === 0) return [];
  const ends = { In: FELIX_FIRST, Out: FELIX_FIRST };
  for (const { Direction, Priority } of named.map(aclFields)) {
    if (Direction === 'In' || Direction === 'Out') ends[Direction] = Math.max(ends[Direction], Number(Priority));
  }
  return policies.filter(policy => named.includes(policy) || isHostRule(policy) || isEndRule(policy, ends));
}

function isEndRule(policy: EndpointPolicy, above: Readonly<Record<'In' | 'Out', number>>): boolean {
  const { Action, Direction, RuleType, Priority } = aclFields(policy);
  const priority = Number(Priority);
  if (Action !== 'Block' || RuleType !== 'Switch' || !isForAnyone(policy)) return false;
  return (Direction === 'In' || Direction === 'Out') && priority > above[Direction] && priority <= FELIX_LAST;
}

function isHostRule(policy: EndpointPolicy): boolean {
  const { Action, RuleType, Priority } = aclFields(policy);
  return Action === 'Allow' && RuleType === 'Host' && Number(Priority) === 0 && isForAnyone(policy);
}

/** An ACL without an Id and without any condition. */
function isForAnyone(policy: EndpointPolicy): boolean {
  const { Id, Protocols, ...fields } = aclFields(policy);
  const conditions = [fields.LocalAddresses, fields.RemoteAddresses, fields.LocalPorts, fields.RemotePorts];
  return policy.Type === 'ACL' && Id === '' && (Protocols === '' || Protocols === '256') && conditions.every(text => text === '');
}
