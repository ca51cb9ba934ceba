/** Which part of the simulator answers which native call. */
import type { HcnFunction } from '../../hns/transport.ts';
import { printGuid } from './guid.ts';
import type { Handles } from './handles.ts';
import { type Hresult, Refusal } from './hresult.ts';
import { modifyEndpoint } from './modify-endpoint.ts';
import { modifyNetwork } from './modify-network.ts';
import type { Kind, NativeFunction } from './native.ts';
import type { NodeState } from './node-state.ts';
import { type Objects, objectsOf } from './objects.ts';
import { isSelected, parseQuery } from './query.ts';
import { documentOf } from './read-back.ts';
import type { EndpointRecord, NetworkRecord, Policy } from './records.ts';
import { v1Call } from './v1.ts';
import { v1Properties } from './v1-documents.ts';

/** What a call may read and change. */
export interface Desk {
  readonly node: NodeState;
  readonly handles: Handles;
  /** Replaces the object's policies and tells whoever watches. */
  storeEndpoint(endpoint: EndpointRecord, policies: readonly Policy[]): void;
  storeNetwork(network: NetworkRecord, policies: readonly Policy[]): void;
  removeEndpoint(endpoint: EndpointRecord): void;
}

type Call = (desk: Desk, target: string, document: string) => string;

const CALLS: Readonly<Record<HcnFunction, Call>> = {
  HcnEnumerateEndpoints: (desk, _, document) => enumerate(desk, 'Endpoint', document),
  HcnEnumerateNetworks: (desk, _, document) => enumerate(desk, 'Network', document),
  HcnEnumerateNamespaces: (desk, _, document) => enumerate(desk, 'Namespace', document),
  HcnQueryEndpointProperties: (desk, handle, document) => query(desk, 'Endpoint', handle, document),
  HcnQueryNetworkProperties: (desk, handle, document) => query(desk, 'Network', handle, document),
  HcnQueryNamespaceProperties: (desk, handle, document) => query(desk, 'Namespace', handle, document),
  HcnModifyEndpoint: (desk, handle, document) => modifyEndpoint(desk, resolve(desk, 'Endpoint', handle), document),
  HcnModifyNetwork: (desk, handle, document) => modifyNetwork(desk, resolve(desk, 'Network', handle), document),
  HNSCall: v1Call,
};

/** @throws Refusal */
export function dispatch(desk: Desk, name: NativeFunction, target: string, document: string): string {
  const [, verb, kind] = /^Hcn(Open|Close)(Endpoint|Network|Namespace)$/.exec(name) ?? [];
  if (verb === 'Open') return open(desk, kind as Kind, target);
  if (verb === 'Close') return close(desk, kind as Kind, target);
  // Other exports exist (hns-api.md §1.4); nothing behind the seam calls them.
  if (!Object.hasOwn(CALLS, name)) throw new Refusal('E_NOTIMPL');
  return CALLS[name as HcnFunction](desk, target, document);
}

/** What a call is about, for faults and the log: the GUID behind a handle, method and path of a v1 call. */
export function subjectOf(handles: Handles, name: NativeFunction, target: string): string {
  if (/^Hcn(Query|Modify|Close)/.test(name)) return handles.idOf(target) ?? '';
  return name === 'HNSCall' ? target : target.toLowerCase();
}

function open({ node, handles }: Desk, kind: Kind, id: string): string {
  const key = id.toLowerCase();
  const object = objectsOf(node, kind).get(key);
  if (!object) throw new Refusal(NOT_FOUND[kind] ?? node.switches.endpointNotFound);
  return handles.open({ kind, id: key, object });
}

function close({ node, handles }: Desk, kind: Kind, handle: string): string {
  handles.close(handle, kind, node.switches.badHandle);
  return '';
}

/** The code for an unknown endpoint is a switch (M1); that for a namespace is proven by a client's test (hns-api.md §7). */
const NOT_FOUND: Partial<Record<Kind, Hresult>> = { Network: 'HCN_E_NETWORK_NOT_FOUND', Namespace: 'ERROR_NOT_FOUND' };

function resolve<K extends Kind>({ node, handles }: Desk, kind: K, text: string): Objects[K] {
  const { id, object } = handles.get(text, kind, node.switches.badHandle);
  const current = objectsOf(node, kind).get(id);
  if (!current || current !== object) throw new Refusal(node.switches.staleHandle);
  return current;
}

function enumerate({ node }: Desk, kind: Kind, document: string): string {
  const query = parseQuery(document, kind, node.switches);
  const objects = [...objectsOf(node, kind).values()].filter(object => isSelected(query, v1Properties(node, kind, object)));
  return JSON.stringify(objects.map(object => printGuid(object.id, 'list', node.switches)));
}

function query(desk: Desk, kind: Kind, handle: string, document: string): string {
  const object = resolve(desk, kind, handle);
  return JSON.stringify(documentOf(desk.node, kind, object, parseQuery(document, kind, desk.node.switches)));
}
