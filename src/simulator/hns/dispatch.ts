/** Dispatches each native call to its implementation. */
import type { HcnFunction } from '../../hns/transport/transport.ts';
import type { CallContext } from './call-context.ts';
import { createEndpoint, createNamespace, createNetwork } from './create.ts';
import { deleteObject } from './delete.ts';
import { printGuid } from './guid.ts';
import type { Handles } from './handles.ts';
import { Rejection } from './hresult.ts';
import { modifyEndpoint } from './modify-endpoint.ts';
import { modifyNamespace } from './modify-namespace.ts';
import { modifyNetwork } from './modify-network.ts';
import type { Kind, LifeCycleFunction, NativeFunction } from './native.ts';
import { type Objects, objectsOf, openable } from './objects.ts';
import { isSelected, parseQuery } from './query.ts';
import { documentOf } from './read-back.ts';
import { v1Call } from './v1.ts';
import { v1Properties } from './v1-documents.ts';

type Call = (context: CallContext, target: string, document: string) => string;

const CALLS: Readonly<Record<HcnFunction | LifeCycleFunction, Call>> = {
  HcnEnumerateEndpoints: (context, _, document) => enumerate(context, 'Endpoint', document),
  HcnEnumerateNetworks: (context, _, document) => enumerate(context, 'Network', document),
  HcnEnumerateNamespaces: (context, _, document) => enumerate(context, 'Namespace', document),
  HcnQueryEndpointProperties: (context, handle, document) => query(context, 'Endpoint', handle, document),
  HcnQueryNetworkProperties: (context, handle, document) => query(context, 'Network', handle, document),
  HcnQueryNamespaceProperties: (context, handle, document) => query(context, 'Namespace', handle, document),
  HcnModifyEndpoint: (context, handle, document) => modifyEndpoint(context, resolve(context, 'Endpoint', handle), document),
  HcnModifyNetwork: (context, handle, document) => modifyNetwork(context, resolve(context, 'Network', handle), document),
  HNSCall: v1Call,
  HcnCreateNetwork: createNetwork,
  HcnCreateEndpoint: (context, target, document) => {
    const [network = '', id = ''] = target.split(' ');
    return createEndpoint(context, resolve(context, 'Network', network), id, document);
  },
  HcnCreateNamespace: createNamespace,
  HcnModifyNamespace: (context, handle, document) => modifyNamespace(context, resolve(context, 'Namespace', handle), document),
  HcnDeleteNetwork: (context, id) => deleteObject(context, 'Network', id),
  HcnDeleteEndpoint: (context, id) => deleteObject(context, 'Endpoint', id),
  HcnDeleteNamespace: (context, id) => deleteObject(context, 'Namespace', id),
};

/** @throws Rejection */
export function dispatch(context: CallContext, name: NativeFunction, target: string, document: string): string {
  const [, verb, kind] = /^Hcn(Open|Close)(Endpoint|Network|Namespace)$/.exec(name) ?? [];
  if (verb === 'Open') return open(context, kind as Kind, target);
  if (verb === 'Close') return close(context, kind as Kind, target);
  // Other exports exist (docs/reference/hns-api.md §1.4), but no transport calls them.
  if (!Object.hasOwn(CALLS, name)) throw new Rejection('E_NOTIMPL');
  return CALLS[name as keyof typeof CALLS](context, target, document);
}

/** The `id` of a CallSite: the object's GUID, or method and path of a v1 call. Faults and the call log use it. */
export function subjectOf(handles: Handles, name: NativeFunction, target: string): string {
  if (/^Hcn(Query|Modify|Close)/.test(name)) return handles.idOf(target) ?? '';
  if (name === 'HcnCreateEndpoint') return (target.split(' ')[1] ?? '').toLowerCase();
  return name === 'HNSCall' ? target : target.toLowerCase();
}

function open({ node, handles }: CallContext, kind: Kind, id: string): string {
  const object = openable(node, kind, id);
  return handles.open({ kind, id: object.id, object });
}

function close({ node, handles }: CallContext, kind: Kind, handle: string): string {
  handles.close(handle, kind, node.switches.badHandle);
  return '';
}

function resolve<K extends Kind>({ node, handles }: CallContext, kind: K, text: string): Objects[K] {
  const { id, object } = handles.get(text, kind, node.switches.badHandle);
  const current = objectsOf(node, kind).get(id);
  if (!current || current !== object) throw new Rejection(node.switches.staleHandle);
  return current;
}

function enumerate({ node }: CallContext, kind: Kind, document: string): string {
  const query = parseQuery(document, kind, node.switches);
  const objects = [...objectsOf(node, kind).values()].filter(object => isSelected(query, v1Properties(node, kind, object)));
  return JSON.stringify(objects.map(object => printGuid(object.id, 'list', node.switches)));
}

function query(context: CallContext, kind: Kind, handle: string, document: string): string {
  const object = resolve(context, kind, handle);
  return JSON.stringify(documentOf(context.node, kind, object, parseQuery(document, kind, context.node.switches)));
}
