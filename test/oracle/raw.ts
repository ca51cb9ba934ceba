/**
 * Kubernetes objects as they are in a YAML file or an API server's answer: no defaults are applied, and every optional field may be missing or
 * null. Only the fields that matter for NetworkPolicy are typed. Objects may have more.
 */

import type { RawClusterPolicy } from './cluster-policy.ts';
import type { RawObject, RawSelector } from './raw-object.ts';

export type { RawMeta, RawObject, RawRequirement, RawSelector } from './raw-object.ts';

type Maybe<T> = T | null | undefined;

export interface RawCluster {
  readonly namespaces: readonly RawNamespace[];
  readonly nodes: readonly RawNode[];
  readonly pods: readonly RawPod[];
  readonly policies: readonly RawPolicy[];
  readonly clusterPolicies?: readonly RawClusterPolicy[];
}

export type RawNamespace = RawObject<'Namespace'>;

export interface RawNode extends RawObject<'Node'> {
  readonly status?: { readonly addresses?: Maybe<readonly { readonly type: string; readonly address: string }[]> };
}

export interface RawContainer {
  readonly name: string;
  readonly image: string;
  /** On an init container, `Always` makes it a sidecar. */
  readonly restartPolicy?: Maybe<string>;
  readonly ports?: Maybe<readonly RawContainerPort[]>;
}

export interface RawContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: Maybe<RawProtocol>;
}

export interface RawPod extends RawObject<'Pod'> {
  readonly spec: {
    readonly nodeName?: Maybe<string>;
    readonly hostNetwork?: Maybe<boolean>;
    readonly containers: readonly RawContainer[];
    readonly initContainers?: Maybe<readonly RawContainer[]>;
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: Maybe<string>;
    readonly podIPs?: Maybe<readonly { readonly ip: string }[]>;
  };
}

export type RawProtocol = 'TCP' | 'UDP' | 'SCTP';

export interface RawPeer {
  readonly podSelector?: Maybe<RawSelector>;
  readonly namespaceSelector?: Maybe<RawSelector>;
  readonly ipBlock?: Maybe<{ readonly cidr: string; readonly except?: Maybe<readonly string[]> }>;
}

export interface RawPort {
  readonly protocol?: Maybe<RawProtocol>;
  readonly port?: Maybe<number | string>;
  readonly endPort?: Maybe<number>;
}

export interface RawRule {
  /** Ingress rules. */
  readonly from?: Maybe<readonly RawPeer[]>;
  /** Egress rules. */
  readonly to?: Maybe<readonly RawPeer[]>;
  readonly ports?: Maybe<readonly RawPort[]>;
}

export interface RawPolicySpec {
  readonly podSelector?: Maybe<RawSelector>;
  readonly policyTypes?: Maybe<readonly ('Ingress' | 'Egress')[]>;
  readonly ingress?: Maybe<readonly RawRule[]>;
  readonly egress?: Maybe<readonly RawRule[]>;
}

export interface RawPolicy extends RawObject<'NetworkPolicy', 'networking.k8s.io/v1'> {
  readonly spec: RawPolicySpec;
}

/** A new connection (or datagram) with the addresses of both ends. `port` is the destination port. */
export interface RawPacket {
  readonly from: string;
  readonly to: string;
  readonly protocol: RawProtocol;
  readonly port: number;
}
