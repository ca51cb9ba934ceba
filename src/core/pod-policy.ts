/**
 * The compiled policy of one pod: the peers that may reach it and that it may reach, as addresses and port numbers. It is the complete input of
 * src/hns. The grants of NetworkPolicies only allow. Order and Deny exist only in the tiers of ClusterNetworkPolicies (core/normal-form.ts
 * evaluates them).
 */
import type { AddressSet } from './address.ts';
import type { Intervals } from './interval.ts';
import type { Action, Pod, Protocol, Tier } from './model.ts';

export interface PodPolicy {
  /**
   * Its `addresses` are those that it alone owns (claims.ts). Traffic between them is always allowed, except by tiers: there the NetworkPolicies
   * allow it.
   */
  readonly pod: Pod;
  /** Canonical addresses of the pod's own node, which can always reach the pod. Empty if the node is unknown. */
  readonly nodeAddresses: readonly string[];
  readonly ingress: DirectionPolicy;
  readonly egress: DirectionPolicy;
}

/** `open`: no policy isolates the pod in this direction, so all traffic is allowed. */
export type DirectionPolicy = Untiered | Tiered;
export type Untiered = 'open' | Isolated;

/** At least one ClusterNetworkPolicy has rules for the pod in this direction. */
export interface Tiered {
  /** Sorted keys of all policies that concern the pod in this direction, NetworkPolicies too. */
  readonly policies: readonly string[];
  /** In order: the first that matches decides. */
  readonly admin: readonly Ruling[];
  /** They decide all traffic that the Admin tier leaves, unless they are open. */
  readonly networkPolicies: Untiered;
  /** In order. Traffic that matches none is allowed. */
  readonly baseline: readonly Ruling[];
}

/** A rule of a tier, or a part of one. */
export interface Ruling extends Grant {
  readonly tier: Tier;
  readonly action: Action;
}

export function isTiered(side: DirectionPolicy): side is Tiered {
  return side !== 'open' && 'admin' in side;
}

export interface Isolated {
  /** Sorted keys of the policies that isolate the pod in this direction. Empty: closed because several pods own its address. */
  readonly policies: readonly string[];
  /** All other traffic is blocked. Sorted by policy, rule and content. */
  readonly grants: readonly Grant[];
}

/** Allows all `peers` on all `ports`. Neither set is ever empty: such a grant is left out. */
export interface Grant {
  /** Key of the policy and path of the rule (`spec.ingress[0]`) that the grant comes from. */
  readonly policy: string;
  readonly path: string;
  /** `any`: every IPv4 and IPv6 address, of a pod or not. */
  readonly peers: 'any' | AddressSet;
  /** `any`: every port of every protocol, and all protocols without ports. */
  readonly ports: 'any' | PortSet;
}

/** Destination ports by protocol. A missing protocol is not allowed. `ANY_PORT` means every port of the protocol. */
export type PortSet = { readonly [P in Protocol]?: Intervals<number> };

export const ANY_PORT: Intervals<number> = [[0, 65535]];
