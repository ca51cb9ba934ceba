/** The objects that HNS lists, by kind. */
import { type Hresult, Rejection } from './hresult.ts';
import type { Kind } from './native.ts';
import type { NodeState } from './node-state.ts';
import type { EndpointRecord, NamespaceRecord, NetworkRecord } from './records.ts';

export interface Objects {
  readonly Endpoint: EndpointRecord;
  readonly Network: NetworkRecord;
  readonly Namespace: NamespaceRecord;
}

/** By GUID in lower case, without the endpoints that HNS has not rehydrated after a restart. */
export function objectsOf<K extends Kind>(node: NodeState, kind: K): ReadonlyMap<string, Objects[K]> {
  const awake = node.dormant.size === 0 ? node.endpoints : new Map([...node.endpoints].filter(([id]) => !node.dormant.has(id)));
  const objects: { readonly [Name in Kind]: ReadonlyMap<string, Objects[Name]> } = {
    Endpoint: awake,
    Network: node.networks,
    Namespace: node.namespaces,
  };
  return objects[kind];
}

/** @param id GUID in any case. @throws Rejection if HNS does not list the object. */
export function openable<K extends Kind>(node: NodeState, kind: K, id: string): Objects[K] {
  const object = objectsOf(node, kind).get(id.toLowerCase());
  if (!object) throw new Rejection(NOT_FOUND[kind] ?? node.switches.endpointNotFound);
  return object;
}

/** The code for an unknown endpoint is a switch (M1). The code for a namespace is known from a client's test (docs/reference/hns-api.md §7). */
const NOT_FOUND: Partial<Record<Kind, Hresult>> = { Network: 'HCN_E_NETWORK_NOT_FOUND', Namespace: 'ERROR_NOT_FOUND' };
