/**
 * What the core knows of a cluster: Kubernetes objects with every default applied and every nil/empty question answered.
 * Whoever builds these (src/kube, tests) decides once what an absent field means; from here on absence is a type of its own.
 */

export type Labels = Readonly<Record<string, string>>;
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** Key: `name`. The API server gives every namespace the label `kubernetes.io/metadata.name`. */
export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

/** Key: `name`. Only the addresses matter: traffic from a pod's own node is always allowed (NetworkPolicyIngressRule, API reference). */
export interface Node {
  readonly name: string;
  /** Canonical text, IPv4 and IPv6. */
  readonly addresses: readonly string[];
}

/** A container port that has a name; the only ports that policies can refer to by name. */
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
  /** `spec.nodeName`; absent while unscheduled. */
  readonly node?: string;
  /** Pods of the host network are node traffic: never subjects, never members of a selector. */
  readonly hostNetwork: boolean;
  /** `status.phase` Succeeded or Failed: owns no address any more. */
  readonly finished: boolean;
  /** `metadata.deletionTimestamp` is set: still bound by policies, still a peer, but a live pod with the same address takes it over. */
  readonly terminating: boolean;
  /** `status.podIPs`, canonical text; empty while the pod has none. */
  readonly addresses: readonly string[];
  /** Annotation `kubernetes.io/config.hash` of a static pod's mirror pod: its sandbox has the same, but another uid. */
  readonly staticPodHash?: string;
  /** Of containers and of sidecars (init containers with restartPolicy Always). */
  readonly ports: readonly NamedPort[];
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** Empty for Exists and DoesNotExist. */
  readonly values: readonly string[];
}

/** All requirements ANDed; none at all selects everything. Kept in the API's own shape so that a path names its element. */
export interface Selector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly LabelRequirement[];
}

/** Key: `namespace/name`. */
export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `metadata.generation`: the API server counts it up with every change of the spec. Absent in manifests. */
  readonly generation?: number;
  readonly podSelector: Selector;
  /** Absent: policyTypes does not name this direction, it stays open. Empty: isolated, nothing is granted. */
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** Grants the product of peers and ports. An empty list is *nobody* or *no port*, never "any". */
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
  /** `same`: the policy's own namespace (no namespaceSelector). */
  readonly namespaces: 'same' | Selector;
  /** A missing podSelector beside a namespaceSelector is the empty one: every pod there. */
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
  /** `any`: every port of the protocol. A range has both ends inclusive (`port`..`endPort`, or `port` twice). */
  readonly port: 'any' | PortRange | { readonly name: string };
}

export type PortRange = readonly [first: number, last: number];

/** The kinds of object a cluster is made of, by the name the core uses for them. */
export interface Objects {
  pod: Pod;
  namespace: Namespace;
  policy: NetworkPolicy;
  node: Node;
}
export type Kind = keyof Objects;

/** `namespace/name`, or `name` for what has no namespace. */
export function keyOf(object: { readonly namespace?: string; readonly name: string }): string {
  return object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
}
