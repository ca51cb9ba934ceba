/**
 * Misunderstandings of NetworkPolicies that have occurred in released code, each as a change to the cluster. An evaluation of the changed
 * cluster makes that mistake about the original one.
 */
import { items } from '../oracle/defaults.ts';
import type { RawCluster, RawPeer, RawPod, RawPolicy, RawPolicySpec, RawPort, RawRule, RawSelector } from '../oracle/raw.ts';

export type Mutant = (cluster: RawCluster) => RawCluster;

export const MUTANTS: Readonly<Record<string, Mutant>> = {
  // Isolation and policyTypes.
  'a policy too few': cluster => ({ ...cluster, policies: cluster.policies.slice(1) }),
  'missing policyTypes mean Ingress alone': specs(spec => (isEmpty(spec.policyTypes) ? { ...spec, policyTypes: ['Ingress'] } : spec)),
  'missing policyTypes mean both': specs(spec => (isEmpty(spec.policyTypes) ? { ...spec, policyTypes: ['Ingress', 'Egress'] } : spec)),
  'rules isolate though policyTypes do not name them': specs(spec =>
    isEmpty(spec.egress) ? spec : { ...spec, policyTypes: ['Ingress', 'Egress'] },
  ),
  'no rules mean everything is allowed': specs(spec => (isEmpty(spec.ingress) ? { ...spec, ingress: [{}] } : spec)),
  'policies act on all namespaces': cluster => ({
    ...cluster,
    policies: cluster.policies.flatMap(policy =>
      cluster.namespaces.map(
        ({ metadata: { name } }): RawPolicy => ({
          ...policy,
          metadata: { ...policy.metadata, namespace: name, name: `${policy.metadata.name}-of-${name}` },
        }),
      ),
    ),
  }),
  'a podSelector that is missing selects nothing': specs(spec =>
    spec.podSelector ? spec : { ...spec, podSelector: { matchLabels: { 'no-pod-has': 'this' } } },
  ),

  // Selectors.
  'NotIn wants the label to be there': selectors(selector => ({
    ...selector,
    matchExpressions: items(selector.matchExpressions).flatMap(requirement =>
      requirement.operator === 'NotIn' ? [requirement, { key: requirement.key, operator: 'Exists' }] : [requirement],
    ),
  })),
  'an empty value matches a missing label': selectors(selector => ({
    ...selector,
    matchLabels: Object.fromEntries(Object.entries(selector.matchLabels ?? {}).filter(([, value]) => value !== '')),
  })),
  'requirements are not ANDed': selectors(selector => ({ ...selector, matchExpressions: items(selector.matchExpressions).slice(0, 1) })),
  'podSelector alone means every namespace': peers(peer =>
    peer.podSelector && !peer.namespaceSelector ? [{ podSelector: peer.podSelector, namespaceSelector: {} }] : [peer],
  ),
  'namespaceSelector and podSelector are alternatives': peers(peer =>
    peer.podSelector && peer.namespaceSelector
      ? [{ podSelector: peer.podSelector }, { namespaceSelector: peer.namespaceSelector }]
      : [peer],
  ),

  // Blocks.
  'except is ignored': peers(peer => (peer.ipBlock ? [{ ipBlock: { cidr: peer.ipBlock.cidr } }] : [peer])),
  'a block that holds every address means everyone': rules(rule => ({
    ...rule,
    ...(items(rule.from).some(isWhole) && { from: [] }),
    ...(items(rule.to).some(isWhole) && { to: [] }),
  })),

  // Ports.
  'an entry without protocol is any protocol': ports(port =>
    port.protocol ? [port] : (['TCP', 'UDP', 'SCTP'] as const).map(protocol => ({ ...port, protocol })),
  ),
  'endPort is ignored': ports(({ endPort: _, ...port }) => [port]),
  'a range loses its last port': ports(port =>
    port.endPort ? [{ ...port, endPort: Math.max(port.port as number, port.endPort - 1) }] : [port],
  ),
  'an empty port entry is no entry': ports(port => (port.port || port.protocol ? [port] : [])),
  'a list emptied of SCTP is every port': ports(port => (port.protocol === 'SCTP' ? [] : [port])),
  'a list emptied of named ports is every port': ports(port => (typeof port.port === 'string' ? [] : [port])),
  'a named port has any protocol': pods(pod => ({
    ...pod,
    spec: {
      ...pod.spec,
      containers: pod.spec.containers.flatMap(container =>
        (['TCP', 'UDP', 'SCTP'] as const).map(protocol => ({
          ...container,
          ports: items(container.ports).map(port => ({ ...port, protocol })),
        })),
      ),
    },
  })),
  'sidecars declare no ports': pods(pod => ({ ...pod, spec: { ...pod.spec, initContainers: [] } })),
  'every init container declares ports': pods(pod => ({
    ...pod,
    spec: { ...pod.spec, initContainers: items(pod.spec.initContainers).map(init => ({ ...init, restartPolicy: 'Always' })) },
  })),

  // Pods and nodes.
  'host-network pods are pods': pods(pod => ({ ...pod, spec: { ...pod.spec, hostNetwork: false } })),
  'finished pods own their address': pods(pod => ({ ...pod, status: { ...pod.status, phase: 'Running' } })),
  'terminating pods are gone': cluster => ({ ...cluster, pods: cluster.pods.filter(pod => !pod.metadata.deletionTimestamp) }),
  'a terminating pod keeps its address': pods(pod => ({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: null } })),
  'an address belongs to the first pod that claims it': cluster => ({
    ...cluster,
    pods: cluster.pods.filter(
      (pod, index) => isEmpty(pod.status?.podIPs) || cluster.pods.findIndex(other => sharesAddress(pod, other)) === index,
    ),
  }),
  'only the first address of a pod counts': pods(pod => ({
    ...pod,
    status: { ...pod.status, podIPs: items(pod.status?.podIPs).slice(0, 1) },
  })),
  'a pod is open to every node': cluster => {
    const addresses = cluster.nodes.flatMap(node => items(node.status?.addresses));
    return { ...cluster, nodes: cluster.nodes.map(node => ({ ...node, status: { addresses } })) };
  },
  'a pod is shut to its own node': cluster => ({ ...cluster, nodes: [] }),
};

function isEmpty(list: readonly unknown[] | null | undefined): boolean {
  return items(list).length === 0;
}

function sharesAddress(a: RawPod, b: RawPod): boolean {
  return items(a.status?.podIPs).some(({ ip }) => items(b.status?.podIPs).some(other => other.ip === ip));
}

function isWhole({ ipBlock }: RawPeer): boolean {
  return ipBlock?.cidr.endsWith('/0') === true && isEmpty(ipBlock.except);
}

function specs(change: (spec: RawPolicySpec) => RawPolicySpec): Mutant {
  return cluster => ({ ...cluster, policies: cluster.policies.map(policy => ({ ...policy, spec: change(policy.spec) })) });
}

function rules(change: (rule: RawRule) => RawRule): Mutant {
  return specs(spec => ({ ...spec, ingress: items(spec.ingress).map(change), egress: items(spec.egress).map(change) }));
}

function peers(change: (peer: RawPeer) => RawPeer[]): Mutant {
  return rules(rule => ({ ...rule, from: items(rule.from).flatMap(change), to: items(rule.to).flatMap(change) }));
}

function ports(change: (port: RawPort) => RawPort[]): Mutant {
  return rules(rule => ({ ...rule, ports: items(rule.ports).flatMap(change) }));
}

/** Changes selectors of peers. Selectors of the policies themselves use the same code. */
function selectors(change: (selector: RawSelector) => RawSelector): Mutant {
  return peers(peer => [
    {
      ...peer,
      ...(peer.podSelector && { podSelector: change(peer.podSelector) }),
      ...(peer.namespaceSelector && { namespaceSelector: change(peer.namespaceSelector) }),
    },
  ]);
}

function pods(change: (pod: RawPod) => RawPod): Mutant {
  return cluster => ({ ...cluster, pods: cluster.pods.map(change) });
}
