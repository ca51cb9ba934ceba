/**
 * A simple implementation of ClusterNetworkPolicies together with NetworkPolicies, written from the evaluation of the API's types alone
 * (docs/reference/cluster-network-policy.md §2). It works on raw objects and shares no code with src.
 */
import { inBlock } from './bits.ts';
import type { RawClusterPolicy, RawDestination, RawTierPeer, RawTierProtocol, RawTierRule } from './cluster-policy.ts';
import { items } from './defaults.ts';
import {
  claimantsOf,
  type Direction,
  type Flow,
  type HalfFacts,
  half,
  matches,
  namedPorts,
  namespaceLabels,
  namespaceOf,
  ownersOf,
} from './oracle.ts';
import type { RawCluster, RawPacket, RawPod, RawSelector } from './raw.ts';
import type { Rejection, Translation } from './rejections.ts';

export interface RuleFacts {
  readonly tier: string;
  readonly policy: string;
  readonly path: string;
}

export interface TierFacts {
  readonly allowed: boolean;
  /** The rule of a tier that decides. Absent: NetworkPolicies, the default, or an exemption. */
  readonly decidedBy?: RuleFacts;
  readonly passes: readonly RuleFacts[];
  /** Several pods own the address of this side. The NetworkPolicy oracle decides. */
  readonly undecided: boolean;
  /** At least one ClusterNetworkPolicy has rules for the pod in this direction. */
  readonly isTiered: boolean;
  readonly exempt: boolean;
}

/** @param rejection Absent: complete semantics. Otherwise as Windows: some features fail closed, and SCTP is not enforced. */
export function explainTiers(cluster: RawCluster, packet: RawPacket, rejection?: Rejection) {
  const flow = { ...packet, sources: ownersOf(cluster, packet.from), destinations: ownersOf(cluster, packet.to) };
  const egress = tierHalf('egress', cluster, flow, rejection);
  const ingress = tierHalf('ingress', cluster, flow, rejection);
  return { allowed: egress.allowed && ingress.allowed, egress, ingress };
}

function tierHalf(direction: Direction, cluster: RawCluster, flow: Flow, rejection: Rejection | undefined): TierFacts {
  const networkPolicies: HalfFacts = half(direction, cluster, flow, rejection);
  const owners = direction === 'egress' ? flow.sources : flow.destinations;
  const [pod, ...others] = owners;
  const outside = { passes: [], undecided: networkPolicies.undecided, isTiered: false, exempt: networkPolicies.ownNode };
  if (!pod || others.length > 0) return { ...outside, allowed: networkPolicies.allowed };
  const selecting = items(cluster.clusterPolicies).filter(
    policy => items(policy.spec[direction]).length > 0 && subjectOf(policy, cluster, pod, rejection) !== 'no',
  );
  const isTiered = selecting.length > 0;
  if (networkPolicies.ownNode) return { ...outside, isTiered, allowed: true };
  const passes: RuleFacts[] = [];
  const decide = (tier: string) => {
    for (const policy of ordered(selecting.filter(one => tierOf(one) === tier))) {
      const isCertain = subjectOf(policy, cluster, pod, rejection) === 'yes';
      for (const [index, rule] of items(policy.spec[direction]).entries()) {
        const fate = fateOf(rule, direction, cluster, flow, { isCertain, isKnown: isPlaced(policy), rejection });
        if (fate === 'none') continue;
        const facts = { tier: tierOf(policy), policy: policy.metadata.name, path: `spec.${direction}[${index}]` };
        if (fate !== 'pass') return { ...facts, allowed: fate === 'accept' };
        passes.push(facts);
        return undefined;
      }
    }
    return undefined;
  };
  const result = (allowed: boolean, decidedBy?: RuleFacts): TierFacts => ({
    ...outside,
    allowed,
    passes,
    isTiered,
    ...(decidedBy && { decidedBy: { tier: decidedBy.tier, policy: decidedBy.policy, path: decidedBy.path } }),
  });
  const admin = decide('Admin');
  if (admin) return result(admin.allowed, admin);
  if (networkPolicies.isolatedBy.length > 0) return result(networkPolicies.allowed);
  const baseline = decide('Baseline');
  return baseline ? result(baseline.allowed, baseline) : result(true);
}

/** An unknown tier counts as Admin. */
function tierOf({ spec }: RawClusterPolicy): string {
  return spec.tier === 'Baseline' ? 'Baseline' : 'Admin';
}

function isPlaced({ spec }: RawClusterPolicy): boolean {
  return spec.tier === 'Admin' || spec.tier === 'Baseline';
}

function ordered(policies: readonly RawClusterPolicy[]): RawClusterPolicy[] {
  return policies.toSorted((a, b) => a.spec.priority - b.spec.priority || (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** `perhaps`: only the restrictions of the policy apply to the pod. */
function subjectOf(
  { spec }: RawClusterPolicy,
  cluster: RawCluster,
  pod: RawPod,
  rejection: Rejection | undefined,
): 'yes' | 'perhaps' | 'no' {
  const { subject } = spec;
  const fields = Object.keys(subject);
  if (fields.length !== 1 || !['namespaces', 'pods'].includes(fields[0]!)) return 'perhaps';
  const selectors = subject.namespaces ? [subject.namespaces] : [subject.pods!.namespaceSelector, subject.pods!.podSelector];
  if (subject.pods && !subject.pods.podSelector) return selects(cluster, pod, { pods: subject.pods }) ? 'perhaps' : 'no';
  if (!selects(cluster, pod, subject)) return 'no';
  return selectors.some(selector => !isReadable(selector) || (lacks('negative-selectors', rejection) && isNegative(selector)))
    ? 'perhaps'
    : 'yes';
}

interface RuleContext {
  readonly isCertain: boolean;
  /** The tier of the policy is known. */
  readonly isKnown: boolean;
  readonly rejection: Rejection | undefined;
}

type Fate = 'accept' | 'deny' | 'pass' | 'none';

function fateOf(
  rule: RawTierRule,
  direction: Direction,
  cluster: RawCluster,
  flow: Flow,
  { isCertain, isKnown, rejection }: RuleContext,
): Fate {
  const { action } = rule;
  if (!isKnown || !isUnderstood(rule, direction, rejection)) return action === 'Accept' ? 'none' : 'deny';
  const certain = ruleMatches(rule, direction, cluster, flow, 'all owners', rejection);
  const possible = ruleMatches(rule, direction, cluster, flow, 'any claimant', rejection);
  if (action === 'Accept') return certain && isCertain ? 'accept' : 'none';
  if (action === 'Pass' && certain && isCertain) return 'pass';
  return possible ? 'deny' : 'none';
}

/** Only a rule that is understood completely may be used as it is written. */
function isUnderstood(rule: RawTierRule, direction: Direction, rejection: Rejection | undefined): boolean {
  const peersField = direction === 'ingress' ? 'from' : 'to';
  const peers = rule[peersField];
  return (
    Object.keys(rule).every(field => ['name', 'action', peersField, 'protocols'].includes(field)) &&
    ['Accept', 'Deny', 'Pass'].includes(rule.action) &&
    items(peers).length > 0 &&
    items(peers).every(peer => isPeerUnderstood(peer, direction, rejection)) &&
    (rule.protocols === undefined || (rule.protocols.length > 0 && rule.protocols.every(item => isProtocolUnderstood(item, rejection))))
  );
}

/** Peers by node and by domain name are not enforced. */
function isPeerUnderstood(peer: RawTierPeer, direction: Direction, rejection: Rejection | undefined): boolean {
  const fields = Object.keys(peer);
  if (fields.length !== 1) return false;
  if (peer.networks) return direction === 'egress';
  if (!peer.namespaces && !peer.pods) return false;
  if (peer.pods && !peer.pods.podSelector) return false;
  const selectors = [peer.namespaces, peer.pods?.namespaceSelector, peer.pods?.podSelector];
  return selectors.every(selector => isReadable(selector) && !(lacks('negative-selectors', rejection) && isNegative(selector)));
}

function isProtocolUnderstood(item: RawTierProtocol, rejection: Rejection | undefined): boolean {
  const fields = Object.keys(item);
  if (fields.length !== 1) return false;
  if (item.destinationNamedPort !== undefined) return !lacks('named-ports', rejection);
  const port = (item.tcp ?? item.udp ?? item.sctp)?.destinationPort;
  return port !== undefined && Object.keys(port).length === 1 && (port.number !== undefined || port.range !== undefined);
}

function lacks(feature: Translation, rejection: Rejection | undefined): boolean {
  return rejection !== undefined && !rejection.translate.includes(feature);
}

function isReadable(selector: RawSelector | undefined): boolean {
  return items(selector?.matchExpressions).every(
    ({ operator, values }) =>
      ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator) &&
      (operator === 'In' || operator === 'NotIn') === items(values).length > 0,
  );
}

function isNegative(selector: RawSelector | undefined): boolean {
  return items(selector?.matchExpressions).some(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist');
}

type Who = 'all owners' | 'any claimant';

/** An address with several claimants matches an Accept rule only through all its owners, and a Deny rule through any claimant. */
function ruleMatches(
  rule: RawTierRule,
  direction: Direction,
  cluster: RawCluster,
  flow: Flow,
  who: Who,
  rejection: Rejection | undefined,
): boolean {
  const address = direction === 'ingress' ? flow.from : flow.to;
  const pods = who === 'all owners' ? ownersOf(cluster, address) : claimantsOf(cluster, address);
  const all = (test: (pod: RawPod) => boolean) => pods.length > 0 && (who === 'all owners' ? pods.every(test) : pods.some(test));
  const peers = items(direction === 'ingress' ? rule.from : rule.to);
  const matchesPeer = (peer: RawTierPeer) =>
    peer.networks ? peer.networks.some(network => inBlock(network, address)) : all(pod => selects(cluster, pod, peer));
  if (!peers.some(matchesPeer)) return false;
  if (rule.protocols === undefined) return true;
  return rule.protocols.some(item => {
    const { destinationNamedPort: name } = item;
    if (name === undefined) return numberMatches(item, flow) && !(rejection && item.sctp);
    const declares = (pod: RawPod) => namedPorts(pod, name, flow.protocol).includes(flow.port);
    if (direction === 'ingress') return flow.destinations.every(declares);
    const isPeer = (pod: RawPod) => peers.some(peer => peer.networks !== undefined || selects(cluster, pod, peer));
    return all(pod => declares(pod) && isPeer(pod));
  });
}

function numberMatches(item: RawTierProtocol, { protocol, port }: Flow): boolean {
  const field = protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp';
  const destination: RawDestination | undefined = item[field];
  const { number, range } = destination?.destinationPort ?? {};
  return number === undefined ? range !== undefined && range.start <= port && port <= range.end : number === port;
}

/** Only the readable requirements count, so an unreadable selector selects more. A missing selector selects everything. */
function selects(cluster: RawCluster, pod: RawPod, { namespaces, pods }: Pick<RawTierPeer, 'namespaces' | 'pods'>): boolean {
  const labels = namespaceLabels(cluster, namespaceOf(pod));
  if (namespaces) return matches(readable(namespaces), labels);
  return matches(readable(pods?.namespaceSelector), labels) && matches(readable(pods?.podSelector), pod.metadata.labels ?? {});
}

function readable(selector: RawSelector | undefined): RawSelector {
  const matchExpressions = items(selector?.matchExpressions).filter(requirement => isReadable({ matchExpressions: [requirement] }));
  return { matchLabels: selector?.matchLabels, matchExpressions };
}
