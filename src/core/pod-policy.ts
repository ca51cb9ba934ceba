/**
 * The compiled policy of one pod: the peers that may reach it and that it may reach, as addresses and port numbers. It only allows: it has no
 * order, priority or deny. It is the complete input of src/hns.
 */
import type { AddressSet } from './address.ts';
import type { Intervals } from './interval.ts';
import type { Pod, Protocol } from './model.ts';

export interface PodPolicy {
  /** Its `addresses` are those that it alone owns (claims.ts). Traffic between them is always allowed. */
  readonly pod: Pod;
  /** Canonical addresses of the pod's own node, which can always reach the pod. Empty if the node is unknown. */
  readonly nodeAddresses: readonly string[];
  readonly ingress: DirectionPolicy;
  readonly egress: DirectionPolicy;
}

/** `open`: no policy isolates the pod in this direction, so all traffic is allowed. */
export type DirectionPolicy = 'open' | Isolated;

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
