/** What HNS knows at this moment, by kind. */
import type { Kind } from './native.ts';
import type { NodeState } from './node-state.ts';
import type { EndpointRecord, NamespaceRecord, NetworkRecord } from './records.ts';

export interface Objects {
  readonly Endpoint: EndpointRecord;
  readonly Network: NetworkRecord;
  readonly Namespace: NamespaceRecord;
}

/** By GUID in lower case; without what HNS has not rehydrated after a restart. */
export function objectsOf<K extends Kind>(node: NodeState, kind: K): ReadonlyMap<string, Objects[K]> {
  const awake = node.dormant.size === 0 ? node.endpoints : new Map([...node.endpoints].filter(([id]) => !node.dormant.has(id)));
  const objects: { readonly [Name in Kind]: ReadonlyMap<string, Objects[Name]> } = {
    Endpoint: awake,
    Network: node.networks,
    Namespace: node.namespaces,
  };
  return objects[kind];
}
