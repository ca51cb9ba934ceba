import type { Handles } from './handles.ts';
import type { NodeObjects } from './node-objects.ts';
import type { NodeState } from './node-state.ts';
import type { EndpointRecord, NetworkRecord, Policy } from './records.ts';

/** The state that a native call reads and changes. */
export interface CallContext {
  readonly node: NodeState;
  readonly handles: Handles;
  /** Replaces the object's policies and notifies watchers. */
  storeEndpoint(endpoint: EndpointRecord, policies: readonly Policy[]): void;
  storeNetwork(network: NetworkRecord, policies: readonly Policy[]): void;
  /** Creates and removes objects, and notifies watchers. */
  readonly objects: NodeObjects;
}
