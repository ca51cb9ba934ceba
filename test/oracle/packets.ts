/** Chooses packets for a cluster: between all addresses in it or near it, on ports at the edges of the granted ranges. */
import { isV6 } from './bits.ts';
import { items } from './defaults.ts';
import type { RawCluster, RawPacket, RawProtocol } from './raw.ts';

/** Outside addresses: unused in the pods' block, only in 10/8, and far away. */
const STRANGERS = ['10.0.0.9', '10.1.0.1', '192.0.2.1', 'fd00::9', 'fd01::1', '2001:db8::1'];

/**
 * At most `count` of the packets with a pod of the pod network on at least one side, spread evenly. Policies do not apply to other packets.
 * `salt` selects the subset. If there are few packets, all are returned, so that small counterexamples are stable.
 */
export function somePackets(cluster: RawCluster, protocols: readonly RawProtocol[], count: number, salt: number): RawPacket[] {
  const pairs = interestingPairs(cluster);
  const ports = interestingPorts(cluster);
  const total = pairs.length * protocols.length * ports.length;
  if (total === 0) return [];
  // A step without a common factor with the total visits each packet once.
  const step = coprime(total, Math.floor(total * 0.618) + (salt % 7));
  return Array.from({ length: Math.min(count, total) }, (_, i) => {
    const index = (salt + i * step) % total;
    const [from, to] = pairs[index % pairs.length]!;
    const rest = Math.floor(index / pairs.length);
    return { from, to, protocol: protocols[rest % protocols.length]!, port: ports[Math.floor(rest / protocols.length)]! };
  });
}

function interestingPairs(cluster: RawCluster): [from: string, to: string][] {
  const own = podAddresses(cluster);
  const all = [...new Set([...own, ...nodeAddresses(cluster), ...STRANGERS])];
  return all.flatMap(from =>
    all.filter(to => isV6(from) === isV6(to) && (own.includes(from) || own.includes(to))).map((to): [string, string] => [from, to]),
  );
}

function podAddresses(cluster: RawCluster): string[] {
  const pods = cluster.pods.filter(pod => !pod.spec.hostNetwork);
  return [...new Set(pods.flatMap(({ status }) => items(status?.podIPs).map(({ ip }) => ip)))];
}

function nodeAddresses(cluster: RawCluster): string[] {
  const addresses = cluster.nodes.flatMap(node => items(node.status?.addresses));
  return addresses.filter(({ type }) => type !== 'Hostname').map(({ address }) => address);
}

function interestingPorts(cluster: RawCluster): number[] {
  const entries = cluster.policies.flatMap(({ spec }) =>
    [...items(spec.ingress), ...items(spec.egress)].flatMap(rule => items(rule.ports)),
  );
  const granted = entries.flatMap(({ port, endPort }) =>
    typeof port === 'number' ? [port - 1, port, endPort ?? port, (endPort ?? port) + 1] : [],
  );
  const destinations = (cluster.clusterPolicies ?? [])
    .flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(rule => rule.protocols ?? []))
    .flatMap(({ tcp, udp, sctp }) => {
      const { number, range } = (tcp ?? udp ?? sctp)?.destinationPort ?? {};
      const [first, last] = [number ?? range?.start, number ?? range?.end];
      return first === undefined || last === undefined ? [] : [first - 1, first, last, last + 1];
    });
  const containers = cluster.pods.flatMap(({ spec }) => [...spec.containers, ...items(spec.initContainers)]);
  const named = containers.flatMap(({ ports }) => items(ports).filter(port => port.name !== undefined)).map(port => port.containerPort);
  return [...new Set([8080, ...granted, ...destinations, ...named])].filter(port => port >= 1 && port <= 65535);
}

function coprime(length: number, start: number): number {
  let step = Math.max(1, start);
  while (gcd(step, length) !== 1) step++;
  return step;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
