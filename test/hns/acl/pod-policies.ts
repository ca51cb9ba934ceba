/** Builds compiled policies for tests in a short notation. */
import { addressSet } from '../../../src/core/address.ts';
import { type Interval, union } from '../../../src/core/interval.ts';
import type { Pod, Protocol } from '../../../src/core/model.ts';
import { ANY_PORT, type DirectionPolicy, type Grant, type PodPolicy } from '../../../src/core/pod-policy.ts';

export function pod(addresses: readonly string[] = ['10.224.0.72']): Pod {
  const rest = { uid: 'u', labels: {}, hostNetwork: false, finished: false, terminating: false, ports: [] };
  return { namespace: 'demo', name: 'server', addresses, ...rest };
}

export function podPolicy(part: Partial<PodPolicy>): PodPolicy {
  return { pod: pod(), nodeAddresses: ['10.224.0.4'], ingress: 'open', egress: 'open', ...part };
}

export function isolated(...grants: readonly Grant[]): DirectionPolicy {
  return { policies: ['demo/p'], grants };
}

type Ports = 'any' | { readonly [P in Protocol]?: readonly (number | Interval<number>)[] | 'any' };

/** `grant(['10.0.0.0/8'], { TCP: [80, [8000, 8080]] })` */
export function grant(peers: 'any' | readonly string[], ports: Ports, policy = 'demo/p'): Grant {
  const set = (list: readonly (number | Interval<number>)[] | 'any') =>
    list === 'any' ? ANY_PORT : union(list.map(port => (typeof port === 'number' ? ([port, port] as const) : port)));
  return {
    policy,
    path: 'spec.ingress[0]',
    peers: peers === 'any' ? 'any' : addressSet(peers),
    ports: ports === 'any' ? 'any' : Object.fromEntries(Object.entries(ports).map(([protocol, list]) => [protocol, set(list)])),
  };
}
