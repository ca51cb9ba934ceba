/** The port entries of a rule as sets of numbers. */
import { type Intervals, union } from './interval.ts';
import type { Pod, Port, Protocol, Rule } from './model.ts';
import { ANY_PORT, type PortSet } from './pod-policy.ts';

/** A name refers to a container port of the destination pod. */
export interface NamedPortEntry extends Port {
  readonly port: { readonly name: string };
}

export function isNamed(port: Port): port is NamedPortEntry {
  return typeof port.port === 'object' && 'name' in port.port;
}

export function namedPorts({ ports }: Rule): readonly NamedPortEntry[] {
  return ports === 'any' ? [] : ports.filter(isNamed);
}

/** Equal for the entry of a rule and the ports that it may refer to. */
export function portKey(port: Pod['ports'][number] | NamedPortEntry): string {
  return `${port.protocol} ${'name' in port ? port.name : port.port.name}`;
}

/** The numbers of a pod's ports, by `portKey`. */
export function numbersOf({ ports }: Pick<Pod, 'ports'>): ReadonlyMap<string, readonly number[]> {
  const numbers = new Map<string, number[]>();
  for (const port of ports) {
    const key = portKey(port);
    const known = numbers.get(key);
    if (known) known.push(port.port);
    else numbers.set(key, [port.port]);
  }
  return numbers;
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
