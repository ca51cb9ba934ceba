/**
 * The leftovers of Azure NPM for Windows after its deletion: SetPolicies on the network and ACLs on the endpoints, translated from the same
 * pods, namespaces and policies (docs/reference/azure-npm-windows.md §1, §2, §3). Only features that NPM supports are translated.
 */
import { createHash } from 'node:crypto';
import type { Namespace, NetworkPolicy, Peer, Pod, Port, Rule, Selector } from '../../src/core/model.ts';
import { matches } from '../../src/core/selector.ts';
import type { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { Policy } from '../../src/simulator/hns/records.ts';

export interface NpmCluster {
  /** Pods of all nodes. */
  readonly pods: readonly Pod[];
  readonly namespaces: readonly Namespace[];
  readonly policies: readonly NetworkPolicy[];
}

/**
 * Adds the sets to the network. Appends the ACLs of each policy to the endpoints of the pods that it selects.
 * @param nodeAddress The node's address as found by NPM.
 */
export function leaveAzureNpm(hns: SimulatedHns, network: string, nodeAddress: string, cluster: NpmCluster): void {
  hns.setNetworkPolicies(network, [...hns.networkPoliciesOf(network), ...npmSets(cluster)]);
  for (const { id, network: of, ips } of hns.endpoints()) {
    const pod = cluster.pods.find(({ addresses, hostNetwork }) => !hostNetwork && addresses.some(address => ips.includes(address)));
    if (of === network && pod) leaveAzureNpmAcls(hns, id, npmAcls(pod, nodeAddress, cluster.policies));
  }
}

export function leaveAzureNpmAcls(hns: SimulatedHns, endpoint: string, acls: readonly Policy[]): void {
  hns.setPolicies(endpoint, [...hns.policiesOf(endpoint), ...acls]);
}

/** The ACLs of all policies that select the pod. */
export function npmAcls(pod: Pod, nodeAddress: string, policies: readonly NetworkPolicy[]): Policy[] {
  return policies
    .filter(({ namespace, podSelector }) => namespace === pod.namespace && matches(podSelector, pod.labels))
    .flatMap(policy => [
      ...ofDirection(policy, 'In', policy.ingress),
      ...ofDirection(policy, 'Out', policy.egress),
      npmAcl(policy, { Action: 'Allow', Direction: 'In', RemoteAddresses: nodeAddress, Priority: 201 }),
    ]);
}

/** In NPM's default mode every label of every pod and namespace is a set, even if no policy uses it (docs/reference/azure-npm-windows.md §3). */
export function npmSets({ pods, namespaces, policies }: NpmCluster): Policy[] {
  const peers = pods.filter(({ hostNetwork, addresses }) => !hostNetwork && addresses.length > 0);
  const plain = new Map<string, string[]>([['empty-emptyhashset', []]]);
  const nested = new Map<string, string[]>([['nslabel-all-namespaces', []]]);
  const put = (sets: Map<string, string[]>, name: string, member: string) => sets.set(name, [...(sets.get(name) ?? []), member]);
  for (const { name, labels } of namespaces) {
    plain.set(`ns-${name}`, plain.get(`ns-${name}`) ?? []);
    for (const list of ['nslabel-all-namespaces', ...labelSets('nslabel', labels)]) put(nested, list, setId(`ns-${name}`));
  }
  for (const { namespace, labels, addresses } of peers) {
    for (const set of [`ns-${namespace}`, ...labelSets('podlabel', labels)]) put(plain, set, addresses[0]!);
  }
  for (const policy of policies) {
    for (const [direction, rules] of [
      ['In', policy.ingress],
      ['Out', policy.egress],
    ] as const) {
      for (const [ruleIndex, { peers: of }] of (rules ?? []).entries()) {
        for (const [peerIndex, peer] of (of === 'any' ? [] : of).entries()) {
          if (peer.kind === 'ipBlock') put(plain, cidrSet(policy, direction, ruleIndex, peerIndex), peer.cidr);
        }
      }
    }
  }
  const set =
    (PolicyType: string) =>
    ([Name, members]: [string, string[]]) => ({
      Type: 'SetPolicy',
      Settings: { Id: setId(Name), Name, PolicyType, Values: members.join(',') },
    });
  // Every list has a member (ACN PR#1431: an empty one would match anyone).
  const lists = [...nested].map(([name, members]): [string, string[]] => [name, [...members, setId('empty-emptyhashset')]]);
  return [...[...plain].map(set('IPSET')), ...lists.map(set('NESTEDIPSET'))];
}

function labelSets(prefix: string, labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).flatMap(([key, value]) => [`${prefix}-${key}`, `${prefix}-${key}:${value}`]);
}

/** `azure-npm-` and 20 characters of the hash of the set's name (docs/reference/azure-npm-windows.md §1.7). */
function setId(name: string): string {
  return `azure-npm-${BigInt(`0x${createHash('sha256').update(name).digest('hex')}`)
    .toString(36)
    .slice(0, 20)}`;
}

type Direction = 'In' | 'Out';

/** A rule without peers and ports stands alone. A block follows every other rule (docs/reference/azure-npm-windows.md §1.2). */
function ofDirection(policy: NetworkPolicy, direction: Direction, rules: readonly Rule[] | undefined): Policy[] {
  if (!rules) return [];
  if (rules.some(({ peers, ports }) => peers === 'any' && ports === 'any'))
    return [npmAcl(policy, { Action: 'Allow', Direction: direction, Priority: 222 })];
  const allowed = rules.flatMap(({ peers, ports }, ruleIndex) => {
    const sides = peers === 'any' ? [''] : peers.map((peer, peerIndex) => setsOf(policy, direction, peer, ruleIndex, peerIndex));
    return sides.flatMap(sets =>
      (ports === 'any' ? [undefined] : ports).map(port =>
        npmAcl(policy, {
          ...(port && { Protocols: port.protocol === 'UDP' ? '17' : '6' }),
          Action: 'Allow',
          Direction: direction,
          // With sets, in both directions, Local is the source and Remote the destination (docs/reference/azure-npm-windows.md §2.3).
          ...(sets && { [direction === 'In' ? 'LocalAddresses' : 'RemoteAddresses']: sets }),
          ...(port && port.port !== 'any' && { [direction === 'In' ? 'LocalPorts' : 'RemotePorts']: portList(port) }),
          Priority: 222,
        }),
      ),
    );
  });
  return [...allowed, npmAcl(policy, { Action: 'Block', Direction: direction, Priority: 3000 })];
}

function setsOf(policy: NetworkPolicy, direction: Direction, peer: Peer, ruleIndex: number, peerIndex: number): string {
  if (peer.kind === 'ipBlock') return setId(cidrSet(policy, direction, ruleIndex, peerIndex));
  const pods = selectorSets('podlabel', peer.pods);
  if (peer.namespaces === 'same') return [...pods, `ns-${policy.namespace}`].map(setId).join(',');
  const namespaces = selectorSets('nslabel', peer.namespaces);
  return [...(namespaces.length > 0 ? namespaces : ['nslabel-all-namespaces']), ...pods].map(setId).join(',');
}

function selectorSets(prefix: string, { matchLabels, matchExpressions }: Selector): string[] {
  if (matchExpressions.length > 0) throw new Error('matchExpressions are not translated here');
  return Object.entries(matchLabels).map(([key, value]) => `${prefix}-${key}:${value}`);
}

function cidrSet({ namespace, name }: NetworkPolicy, direction: Direction, ruleIndex: number, peerIndex: number): string {
  return `cidr-${name}:in-ns:${namespace}-${ruleIndex}-${peerIndex}${direction.toUpperCase()}`;
}

/** NPM expands a range to single ports (docs/reference/azure-npm-windows.md §1.4). */
function portList({ port }: Port): string {
  if (!Array.isArray(port)) throw new Error('NPM has no named ports on Windows');
  const [first, last] = port as [number, number];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).join(',');
}

/** All ACLs of a policy share one Id. The keys are spelled as by NPM (docs/reference/azure-npm-windows.md §2.1). */
function npmAcl({ namespace, name }: NetworkPolicy, { Priority, ...fields }: Readonly<Record<string, unknown>>): Policy {
  return { Type: 'ACL', Settings: { Id: `azure-acl-${namespace}-${name}`, ...fields, RuleType: 'Switch', Priority } };
}

/** Base ACLs that NPM writes on a network named Calico. They implement no policy (docs/reference/azure-npm-windows.md §2.6). */
export const NPM_BASE_ACLS: readonly Policy[] = [
  {
    Type: 'ACL',
    Settings: {
      Id: 'azure-acl-baseazurewireserver',
      Protocols: '6',
      Action: 'Block',
      Direction: 'Out',
      RemoteAddresses: '168.63.129.16/32',
      RemotePorts: '80',
      RuleType: 'Switch',
      Priority: 200,
    },
  },
  { Type: 'ACL', Settings: { Id: 'azure-acl-baseallowinswitch', Action: 'Allow', Direction: 'In', Priority: 65499 } },
  { Type: 'ACL', Settings: { Id: 'azure-acl-baseallowoutswitch', Action: 'Allow', Direction: 'Out', Priority: 65499 } },
  { Type: 'ACL', Settings: { Id: 'azure-acl-baseallowinhost', Action: 'Allow', Direction: 'In', RuleType: 'Host' } },
  { Type: 'ACL', Settings: { Id: 'azure-acl-baseallowouthost', Action: 'Allow', Direction: 'Out', RuleType: 'Host' } },
];
