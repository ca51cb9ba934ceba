/** Which part of the simulator answers which native call. */
import type { HcnFunction } from '../../hns/transport/transport.ts';
import { createEndpoint, createNamespace, createNetwork } from './create.ts';
import { deleteObject } from './delete.ts';
import { printGuid } from './guid.ts';
import type { Handles } from './handles.ts';
import { Refusal } from './hresult.ts';
import { modifyEndpoint } from './modify-endpoint.ts';
import { modifyNamespace } from './modify-namespace.ts';
import { modifyNetwork } from './modify-network.ts';
import type { Kind, LifeCycleFunction, NativeFunction } from './native.ts';
import type { NodeObjects } from './node-objects.ts';
import type { NodeState } from './node-state.ts';
import { type Objects, objectsOf, openable } from './objects.ts';
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
  /** Makes and removes objects, and tells whoever watches. */
  readonly objects: NodeObjects;
}

type Call = (desk: Desk, target: string, document: string) => string;

const CALLS: Readonly<Record<HcnFunction | LifeCycleFunction, Call>> = {
  HcnEnumerateEndpoints: (desk, _, document) => enumerate(desk, 'Endpoint', document),
  HcnEnumerateNetworks: (desk, _, document) => enumerate(desk, 'Network', document),
  HcnEnumerateNamespaces: (desk, _, document) => enumerate(desk, 'Namespace', document),
  HcnQueryEndpointProperties: (desk, handle, document) => query(desk, 'Endpoint', handle, document),
  HcnQueryNetworkProperties: (desk, handle, document) => query(desk, 'Network', handle, document),
  HcnQueryNamespaceProperties: (desk, handle, document) => query(desk, 'Namespace', handle, document),
  HcnModifyEndpoint: (desk, handle, document) => modifyEndpoint(desk, resolve(desk, 'Endpoint', handle), document),
  HcnModifyNetwork: (desk, handle, document) => modifyNetwork(desk, resolve(desk, 'Network', handle), document),
  HNSCall: v1Call,
  HcnCreateNetwork: createNetwork,
  HcnCreateEndpoint: (desk, target, document) => {
    const [network = '', id = ''] = target.split(' ');
    return createEndpoint(desk, resolve(desk, 'Network', network), id, document);
  },
  HcnCreateNamespace: createNamespace,
  HcnModifyNamespace: (desk, handle, document) => modifyNamespace(desk, resolve(desk, 'Namespace', handle), document),
  HcnDeleteNetwork: (desk, id) => deleteObject(desk, 'Network', id),
  HcnDeleteEndpoint: (desk, id) => deleteObject(desk, 'Endpoint', id),
  HcnDeleteNamespace: (desk, id) => deleteObject(desk, 'Namespace', id),
};

/** @throws Refusal */
export function dispatch(desk: Desk, name: NativeFunction, target: string, document: string): string {
  const [, verb, kind] = /^Hcn(Open|Close)(Endpoint|Network|Namespace)$/.exec(name) ?? [];
  if (verb === 'Open') return open(desk, kind as Kind, target);
  if (verb === 'Close') return close(desk, kind as Kind, target);
  // Other exports exist (docs/reference/hns-api.md §1.4); nothing behind the seam calls them.
  if (!Object.hasOwn(CALLS, name)) throw new Refusal('E_NOTIMPL');
  return CALLS[name as keyof typeof CALLS](desk, target, document);
}

/** What a call is about, for faults and the log: the GUID behind a handle, method and path of a v1 call. */
export function subjectOf(handles: Handles, name: NativeFunction, target: string): string {
  if (/^Hcn(Query|Modify|Close)/.test(name)) return handles.idOf(target) ?? '';
  if (name === 'HcnCreateEndpoint') return (target.split(' ')[1] ?? '').toLowerCase();
  return name === 'HNSCall' ? target : target.toLowerCase();
}

function open({ node, handles }: Desk, kind: Kind, id: string): string {
  const object = openable(node, kind, id);
  return handles.open({ kind, id: object.id, object });
}

function close({ node, handles }: Desk, kind: Kind, handle: string): string {
  handles.close(handle, kind, node.switches.badHandle);
  return '';
}

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
