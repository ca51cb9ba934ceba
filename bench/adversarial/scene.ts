/** The cluster of the benchmark: ten hostile namespaces, one victim, and many ordinary pods. */
import { addressOf, cluster, LOCAL_NODE } from '../cluster.ts';
import { type HostilePolicy, hostilePolicy, KINDS, type Size } from './hostile.ts';

export { LOCAL_NODE } from '../cluster.ts';

export const HOSTILE = Array.from({ length: 10 }, (_, index) => `hostile-${index}`);
export const VICTIM = 'victim';
/** Of each hostile namespace. */
export const HOSTILE_LOCAL_PODS = 3;

const LOCAL_BASE = 0x3f_0000;

/** Local pods in the order of their addresses. The first one is the victim. */
export const LOCAL_ADDRESSES = Array.from({ length: 1 + HOSTILE.length * HOSTILE_LOCAL_PODS }, (_, index) => addressOf(LOCAL_BASE + index));

/** @param pods Number of pods on other nodes. */
export function scene(pods: number): { readonly namespaces: readonly object[]; readonly pods: readonly object[] } {
  const ordinary = cluster(pods);
  const namespaces = [VICTIM, ...HOSTILE].map(name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
  }));
  return {
    namespaces: [...ordinary.namespaces, ...namespaces],
    pods: [
      ...ordinary.pods.map(pod => ({ ...pod, spec: { ...pod.spec, nodeName: 'node-elsewhere' } })),
      ...LOCAL_ADDRESSES.map((podIP, index) => localPod(index, podIP)),
    ],
  };
}

export function victimPolicy(): object {
  const metadata = { name: 'default-deny', namespace: VICTIM, uid: 'victim-default-deny', generation: 1 };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}

/** Every kind of policy in every hostile namespace. */
export function* hostilePolicies(size: Size): Generator<HostilePolicy> {
  for (const namespace of HOSTILE) for (const kind of KINDS) yield hostilePolicy(namespace, kind, size);
}

/** @param version Changes the labels of the pod. */
export function localPod(index: number, podIP: string, version = 0): object {
  const namespace = index === 0 ? VICTIM : HOSTILE[(index - 1) % HOSTILE.length]!;
  const name = `local-${index}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, uid: name, labels: { app: name, tier: 'web', version: `v${version}` } },
    spec: { nodeName: LOCAL_NODE, containers: [{ name: 'app', image: 'registry.example/app:1.0' }] },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
  };
}
