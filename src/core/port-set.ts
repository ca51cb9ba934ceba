/** The port entries of a rule as sets of numbers. */
import { type Intervals, union } from './interval.ts';
import type { Pod, Port, Protocol } from './model.ts';
import { ANY_PORT, type PortSet } from './pod-policy.ts';

/** A name refers to a container port of the destination pod. */
export interface NamedPortEntry extends Port {
  readonly port: { readonly name: string };
}

export function isNamed(port: Port): port is NamedPortEntry {
  return typeof port.port === 'object' && 'name' in port.port;
}

/** The numbers that a pod declares for a name. */
export function numbersOf(pod: Pod, { port, protocol }: NamedPortEntry): number[] {
  return pod.ports.filter(declared => declared.name === port.name && declared.protocol === protocol).map(declared => declared.port);
}

/** @param ports Without names. */
export function portSet(ports: readonly Port[]): PortSet {
  const set: { [P in Protocol]?: Intervals<number> } = {};
  for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
    const own = ports.filter(port => port.protocol === protocol);
    if (own.some(({ port }) => port === 'any')) set[protocol] = ANY_PORT;
    else if (own.length > 0) set[protocol] = union(own.map(({ port }) => port as readonly [number, number]));
  }
  return set;
}

export function hasPorts(ports: PortSet): boolean {
  return Object.keys(ports).length > 0;
}
