/**
 * The core's model of a cluster: Kubernetes objects with all defaults applied. The readers (src/kube, tests) decide what an absent or empty
 * field means. From here on, "absent" has a type of its own.
 */

export type Labels = Readonly<Record<string, string>>;
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** Key: `name`. The API server gives every namespace the label `kubernetes.io/metadata.name`. */
export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

/** Key: `name`. The addresses matter, because traffic from a pod's own node is always allowed (NetworkPolicyIngressRule). */
export interface Node {
  readonly name: string;
  /** Label `kubernetes.io/os`, for instance `linux`. Absent: unknown. */
  readonly os?: string;
  /** Canonical text, IPv4 and IPv6. */
  readonly addresses: readonly string[];
}

/** A container port with a name. Policies can refer only to these by name. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Key: `namespace/name`. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** `spec.nodeName`. Absent until the pod is scheduled. */
  readonly node?: string;
  /** Traffic of a pod in the host network is traffic of its node. No policy isolates such a pod, and no selector matches it as a peer. */
  readonly hostNetwork: boolean;
  /** `status.phase` is Succeeded or Failed. The pod no longer owns an address. */
  readonly finished: boolean;
  /** `metadata.deletionTimestamp` is set. Policies still apply, and the pod is still a peer, but a live pod with the same address takes it over. */
  readonly terminating: boolean;
  /** `status.podIPs` as canonical text. Empty until the pod has an address. */
  readonly addresses: readonly string[];
  /** Annotation `kubernetes.io/config.hash` of a static pod's mirror pod: its sandbox has the same, but another uid. */
  readonly staticPodHash?: string;
  /** Of containers and sidecars (init containers with restartPolicy Always). */
  readonly ports: readonly NamedPort[];
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** Empty for Exists and DoesNotExist. */
  readonly values: readonly string[];
}

/** All requirements must match. Without requirements it selects every object. Has the API's shape, so that a path can point to an element. */
export interface Selector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly LabelRequirement[];
}

/** Key: `namespace/name`. */
export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `metadata.generation`, which the API server increments with every change of the spec. Absent in manifests. */
  readonly generation?: number;
  readonly podSelector: Selector;
  /** Absent: policyTypes does not list this direction, so it stays open. Empty: isolated, and no traffic is allowed. */
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** Allows every peer on every port. An empty list means no peer or no port, never "any". */
export interface Rule {
  /** JSON path in the policy, for instance `spec.ingress[0]`. */
  readonly path: string;
  readonly peers: 'any' | readonly Peer[];
  readonly ports: 'any' | readonly Port[];
}

export type Peer = PodPeer | IpBlockPeer;

export interface PodPeer {
  readonly kind: 'pods';
  /** For instance `spec.ingress[0].from[1]`. */
  readonly path: string;
  /** `same`: the policy's own namespace, because the peer has no namespaceSelector. */
  readonly namespaces: 'same' | Selector;
  /** If only a namespaceSelector is given, this is the empty selector: every pod in those namespaces. */
  readonly pods: Selector;
}

export interface IpBlockPeer {
  readonly kind: 'ipBlock';
  readonly path: string;
  /** Canonical CIDR, host bits cleared. */
  readonly cidr: string;
  readonly except: readonly string[];
}

export interface Port {
  /** For instance `spec.ingress[0].ports[1]`. */
  readonly path: string;
  readonly protocol: Protocol;
  /** `any`: every port of the protocol. Both ends of a range are inclusive (`port`..`endPort`, or `port` twice). */
  readonly port: 'any' | PortRange | { readonly name: string };
}

export type PortRange = readonly [first: number, last: number];

/** The kinds of object in a cluster, by the core's name for them. */
export interface Objects {
  pod: Pod;
  namespace: Namespace;
  policy: NetworkPolicy;
  node: Node;
}
export type Kind = keyof Objects;

/** `namespace/name`, or `name` for objects without a namespace. */
export function keyOf(object: { readonly namespace?: string; readonly name: string }): string {
  return object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
}
