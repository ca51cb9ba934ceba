/** A raw ClusterNetworkPolicy, with the oddities that an API server may store. */
import type { RawObject, RawSelector } from './raw-object.ts';

export interface RawClusterPolicy extends RawObject<'ClusterNetworkPolicy', 'policy.networking.k8s.io/v1beta1'> {
  readonly spec: {
    readonly tier: string;
    readonly priority: number;
    readonly subject: {
      readonly namespaces?: RawSelector;
      readonly pods?: { readonly namespaceSelector?: RawSelector; readonly podSelector?: RawSelector };
    };
    readonly ingress?: readonly RawTierRule[];
    readonly egress?: readonly RawTierRule[];
  };
}

export interface RawTierRule {
  readonly name?: string;
  readonly action: string;
  readonly from?: readonly RawTierPeer[];
  readonly to?: readonly RawTierPeer[];
  readonly protocols?: readonly RawTierProtocol[];
}

export interface RawTierPeer {
  readonly namespaces?: RawSelector;
  readonly pods?: { readonly namespaceSelector?: RawSelector; readonly podSelector?: RawSelector };
  readonly networks?: readonly string[];
  readonly nodes?: RawSelector;
  readonly domainNames?: readonly string[];
}

export interface RawTierProtocol {
  readonly tcp?: RawDestination;
  readonly udp?: RawDestination;
  readonly sctp?: RawDestination;
  readonly destinationNamedPort?: string;
}

export interface RawDestination {
  readonly destinationPort?: { readonly number?: number; readonly range?: { readonly start: number; readonly end: number } };
}
