/** One random cluster from a seed: 12 pods in two namespaces and up to 6 policies that use every feature of the API often. */
import type { RawCluster, RawPacket, RawPeer, RawPolicy, RawPort, RawRequirement, RawRule, RawSelector } from '../oracle/raw.ts';

const PODS = 12;
const PORTS = [53, 79, 80, 81, 443, 8000, 8005, 8010, 9000, 30000];
const NAMESPACES = ['red', 'blue'];

/** Numbers from 0 to below `limit`. Equal seeds give equal sequences (mulberry32). */
type Draw = (limit: number) => number;

function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

export function denseCluster(seed: number): RawCluster {
  const draw = drawFrom(seed);
  return {
    namespaces: NAMESPACES.map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: name } } })),
    nodes: ['n1', 'n2'].map((name, i) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      status: { addresses: [{ type: 'InternalIP', address: `10.9.0.${i + 1}` }] },
    })),
    pods: Array.from({ length: PODS }, (_, i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${i}`, namespace: NAMESPACES[i % 2]!, uid: `uid-p${i}`, labels: labels(draw) },
      spec: {
        nodeName: `n${1 + draw(2)}`,
        containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: PORTS[draw(4)]! }] }],
      },
      status: { phase: 'Running' as const, podIPs: [{ ip: addressOf(i) }] },
    })),
    policies: Array.from({ length: 1 + draw(6) }, (_, i) => policy(draw, i)),
  };
}

/** Each ordered pair of pods on 10 ports of TCP and UDP: 2,640 packets. */
export function* everyPacket(): Iterable<RawPacket> {
  for (let from = 0; from < PODS; from++) {
    for (let to = 0; to < PODS; to++) {
      if (from === to) continue;
      for (const protocol of ['TCP', 'UDP'] as const) {
        for (const port of PORTS) yield { from: addressOf(from), to: addressOf(to), protocol, port };
      }
    }
  }
}

function addressOf(pod: number): string {
  return `10.0.0.${10 + pod}`;
}

function labels(draw: Draw): Record<string, string> {
  return { ...(draw(3) > 0 && { app: `a${draw(3)}` }), ...(draw(2) > 0 && { tier: `t${draw(2)}` }) };
}

function policy(draw: Draw, index: number): RawPolicy {
  const types = [['Ingress'], ['Egress'], ['Ingress', 'Egress']] as const;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `np${index}`, namespace: NAMESPACES[draw(2)]!, uid: `uid-np${index}` },
    spec: {
      podSelector: selector(draw),
      policyTypes: [...types[draw(3)]!],
      ingress: many(draw, 3, () => rule(draw, 'from')),
      egress: many(draw, 3, () => rule(draw, 'to')),
    },
  };
}

function selector(draw: Draw): RawSelector {
  const matchExpressions = many(draw, 3, (): RawRequirement => {
    const operator = (['In', 'NotIn', 'Exists', 'DoesNotExist'] as const)[draw(4)]!;
    const [key, value] = draw(2) === 0 ? ['app', `a${draw(3)}`] : ['tier', `t${draw(2)}`];
    return { key: key!, operator, ...(operator.endsWith('In') && { values: [value!] }) };
  });
  return { ...(draw(3) === 0 && { matchLabels: { app: `a${draw(3)}` } }), matchExpressions };
}

function rule(draw: Draw, field: 'from' | 'to'): RawRule {
  return { [field]: many(draw, 3, () => peer(draw)), ports: many(draw, 3, () => port(draw)) };
}

function peer(draw: Draw): RawPeer {
  switch (draw(4)) {
    case 0:
      return { podSelector: selector(draw) };
    case 1:
      return { namespaceSelector: draw(2) === 0 ? {} : { matchLabels: { team: NAMESPACES[draw(2)]! } }, podSelector: selector(draw) };
    case 2:
      return { namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: [NAMESPACES[draw(2)]!] }] } };
    default:
      return { ipBlock: { cidr: '10.0.0.0/24', ...(draw(2) === 0 && { except: [`${addressOf(draw(PODS))}/32`] }) } };
  }
}

function port(draw: Draw): RawPort {
  const protocol = (['TCP', 'UDP', 'SCTP'] as const)[draw(3)]!;
  switch (draw(4)) {
    case 0:
      return { protocol };
    case 1:
      return { protocol, port: 'http' };
    case 2:
      return { protocol, port: 8000, endPort: 8005 };
    default:
      return { protocol, port: PORTS[draw(PORTS.length)]! };
  }
}

function many<T>(draw: Draw, limit: number, make: () => T): T[] {
  return Array.from({ length: draw(limit) }, make);
}
