/** HNSCall, the v1 API of vmcompute.dll: methods on paths. Every response has an envelope, and every HRESULT is S_OK (docs/reference/hns-api.md §3, §8.5). */
import type { CallContext } from './call-context.ts';
import { V1_ENDPOINT } from './documents.ts';
import { errorRecord, Rejection } from './hresult.ts';
import { changePolicies } from './modify-endpoint.ts';
import type { Kind } from './native.ts';
import { objectsOf } from './objects.ts';
import type { EndpointRecord, NetworkRecord } from './records.ts';
import { parse } from './shape.ts';
import { v1Document, v2Policy } from './v1-documents.ts';
import { createPolicyList, deletePolicyList, policyLists } from './v1-policy-lists.ts';

type Route = readonly [method: string, path: RegExp, answer: (context: CallContext, id: string, document: string) => unknown];

const ROUTES: readonly Route[] = [
  ['GET', /^\/globals\/version$/, ({ node }) => node.version],
  ['GET', /^\/endpoints$/, context => everyOne(context, 'Endpoint')],
  ['GET', /^\/endpoints\/([^/]+)$/, (context, id) => v1Document(context.node, 'Endpoint', endpoint(context, id))],
  ['POST', /^\/endpoints\/([^/]+)$/, (context, id, document) => update(context, endpoint(context, id), document)],
  ['DELETE', /^\/endpoints\/([^/]+)$/, (context, id) => remove(context, endpoint(context, id))],
  ['GET', /^\/policylists$/, context => policyLists(context)],
  ['POST', /^\/policylists$/, (context, _, document) => createPolicyList(context, document)],
  ['DELETE', /^\/policylists\/([^/]+)$/, deletePolicyList],
  ['GET', /^\/networks$/, context => everyOne(context, 'Network')],
  ['GET', /^\/networks\/([^/]+)$/, (context, id) => v1Document(context.node, 'Network', network(context, id))],
];

/** @param target Method and path: `GET /globals/version`. A final slash is ignored. */
export function v1Call(context: CallContext, target: string, document: string): string {
  try {
    const [method, path = ''] = target.split(' ');
    for (const [routeMethod, pattern, answer] of ROUTES) {
      const [matched, id = ''] = (method === routeMethod && pattern.exec(path.replace(/\/$/, ''))) || [];
      if (matched) return JSON.stringify({ Success: true, Output: answer(context, id.toLowerCase(), document) });
    }
    throw new Rejection('HCN_E_REQUEST_UNSUPPORTED');
  } catch (error) {
    if (error instanceof Rejection) return errorRecord(error.hresult, error.detail);
    throw error;
  }
}

function everyOne({ node }: CallContext, kind: Kind): unknown {
  return [...objectsOf(node, kind).values()].map(object => v1Document(node, kind, object));
}

function endpoint({ node }: CallContext, id: string): EndpointRecord {
  const found = objectsOf(node, 'Endpoint').get(id);
  if (!found) throw new Rejection('HCN_E_ENDPOINT_NOT_FOUND');
  return found;
}

function network({ node }: CallContext, id: string): NetworkRecord {
  const found = objectsOf(node, 'Network').get(id);
  if (!found) throw new Rejection('HCN_E_NETWORK_NOT_FOUND');
  return found;
}

/** Replaces all ACLs and keeps policies of other types (H4). */
function update(context: CallContext, target: EndpointRecord, document: string): unknown {
  const { Policies = [] } = parse(document, V1_ENDPOINT, context.node.switches) as { Policies?: readonly unknown[] };
  const { switches } = context.node;
  changePolicies(
    context,
    target,
    'Update',
    Policies.map(policy => v2Policy(policy, switches)),
    'perType',
  );
  return v1Document(context.node, 'Endpoint', target);
}

function remove(context: CallContext, target: EndpointRecord): unknown {
  const document = v1Document(context.node, 'Endpoint', target);
  context.objects.removeEndpoint(target.id);
  return document;
}
