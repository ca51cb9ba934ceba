/** The real chain, from raw objects to verdicts: readers, optional rejection, cluster, compile. */
import assert from 'node:assert/strict';
import { canonical, parseAddress } from '../../src/core/address.ts';
import { isInPodNetwork } from '../../src/core/claims.ts';
import { Cluster } from '../../src/core/cluster.ts';
import { keyOf, type NetworkPolicy, type Objects, type Pod } from '../../src/core/model.ts';
import type { PodPolicy } from '../../src/core/pod-policy.ts';
import { reject } from '../../src/core/reject.ts';
import { type Verdict, verdict } from '../../src/core/verdict.ts';
import { windows } from '../../src/hns/windows.ts';
import { readNamespace } from '../../src/kube/read/namespace.ts';
import { readNode } from '../../src/kube/read/node.ts';
import { readPod } from '../../src/kube/read/pod.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import type { Read } from '../../src/kube/read/read.ts';
import type { RawCluster, RawPacket } from './raw.ts';
import type { Rejection } from './rejections.ts';

export interface World {
  readonly cluster: Cluster;
  /** Endpoints of all pods that own their addresses, or have lost them to another pod of their node. */
  readonly endpoints: readonly Endpoint[];
  /** Compiled policies by canonical address of the endpoint. */
  readonly byAddress: ReadonlyMap<string, PodPolicy>;
  /** The sorted, distinct codes of each reported policy, by key. */
  readonly rejected: ReadonlyMap<string, readonly string[]>;
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly policy: PodPolicy;
}

/** An object in the form that the core's state takes. */
export type Loaded = { [K in keyof Objects]: { readonly kind: K; readonly object: Objects[K] } }[keyof Objects];

export function load(raw: RawCluster, rejection?: Rejection): World {
  const cluster = new Cluster();
  const rejected = new Map<string, readonly string[]>();
  for (const { kind, object } of read(raw)) {
    if (kind !== 'policy') {
      cluster.set(kind, object);
      continue;
    }
    const { value, issues } = rejection
      ? reject(object, windows(rejection.translate), rejection.mode)
      : { value: object as NetworkPolicy | undefined, issues: [] };
    if (value) cluster.set('policy', value);
    if (issues.length > 0) rejected.set(keyOf(object), [...new Set(issues.map(({ code }) => code))].sort());
  }
  const endpoints = [...cluster.values('pod')].filter(isInPodNetwork).flatMap(pod => endpointOf(pod, cluster));
  return {
    cluster,
    endpoints,
    byAddress: new Map(endpoints.flatMap(({ addresses, policy }) => addresses.map(address => [address, policy] as const))),
    rejected,
  };
}

function endpointOf({ addresses, node }: Pod, cluster: Cluster): Endpoint[] {
  const owners = cluster.endpointOwners(addresses, node);
  // Packets come from the owner's node if a pod of another node has taken the address over.
  if (!owners?.some(owner => addresses.some(address => cluster.owners(address).includes(owner)))) return [];
  return [{ addresses, policy: cluster.compileEndpoint(addresses, owners).value }];
}

/** Reads every object of a raw cluster. Each must be readable without errors. */
export function read(raw: RawCluster): Loaded[] {
  return [
    ...raw.namespaces.map(object => ({ kind: 'namespace' as const, object: accepted(readNamespace(object)) })),
    ...raw.nodes.map(object => ({ kind: 'node' as const, object: accepted(readNode(object)) })),
    ...raw.pods.map(object => ({ kind: 'pod' as const, object: accepted(readPod(object)) })),
    ...raw.policies.map(object => ({ kind: 'policy' as const, object: accepted(readNetworkPolicy(object)) })),
  ];
}

function accepted<T>({ value, issues }: Read<T>): T {
  assert.deepEqual(
    issues.filter(({ severity }) => severity === 'error'),
    [],
    'the API server accepts this object, so the reader must too',
  );
  assert.ok(value !== undefined);
  return value;
}

export function judge({ byAddress }: World, { from, to, protocol, port }: RawPacket): Verdict {
  const packet = { from: parseAddress(from)!, to: parseAddress(to)!, protocol, port };
  return verdict(byAddress.get(canonical(from)!), byAddress.get(canonical(to)!), packet);
}
