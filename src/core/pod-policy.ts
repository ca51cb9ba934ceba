/**
 * The compiled form: what one pod may be reached by and may reach, in addresses and port numbers. Allow only: no order, no priority and no
 * deny exists here. This is all that src/hns needs to know.
 */
import type { AddressSet } from './address.ts';
import type { Intervals } from './interval.ts';
import type { Pod, Protocol } from './model.ts';

export interface PodPolicy {
  /** Its `addresses` are those that it alone owns (claims.ts): traffic between them is always allowed. */
  readonly pod: Pod;
  /** Addresses of the pod's own node: they may always reach the pod. Canonical text. Empty when the node is not known. */
  readonly nodeAddresses: readonly string[];
  readonly ingress: DirectionPolicy;
  readonly egress: DirectionPolicy;
}

/** `open`: no policy isolates the pod in this direction, everything is allowed. */
export type DirectionPolicy = 'open' | Isolated;

export interface Isolated {
  /** Keys of the policies that isolate the pod in this direction; sorted. Empty: closed because several pods own its address. */
  readonly policies: readonly string[];
  /** Only this is allowed. Empty: nothing is. Sorted by policy, rule, content. */
  readonly grants: readonly Grant[];
}

/** Everyone in `peers` on everything in `ports`. Neither set is ever empty: such a grant is left out. */
export interface Grant {
  /** Where it comes from: policy key and rule path (`spec.ingress[0]`). */
  readonly policy: string;
  readonly path: string;
  /** `any`: whoever it is, IPv4 or IPv6, pod or not. */
  readonly peers: 'any' | AddressSet;
  /** `any`: every port of every protocol, and protocols without ports. */
  readonly ports: 'any' | PortSet;
}

/** Destination ports by protocol; a protocol that is missing is not granted. `ANY_PORT` stands for every port of the protocol. */
export type PortSet = { readonly [P in Protocol]?: Intervals<number> };

export const ANY_PORT: Intervals<number> = [[0, 65535]];
