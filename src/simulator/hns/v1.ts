/** HNSCall: the v1 API of vmcompute.dll, methods on paths, every answer in an envelope and every HRESULT S_OK (docs/reference/hns-api.md §3, §8.5). */
import type { Desk } from './dispatch.ts';
import { V1_ENDPOINT } from './documents.ts';
import { errorRecord, Refusal } from './hresult.ts';
import { changePolicies } from './modify-endpoint.ts';
import type { Kind } from './native.ts';
import { objectsOf } from './objects.ts';
import type { EndpointRecord, NetworkRecord } from './records.ts';
import { parse } from './shape.ts';
import { v1Document, v2Policy } from './v1-documents.ts';

type Route = readonly [method: string, path: RegExp, answer: (desk: Desk, id: string, document: string) => unknown];

const ROUTES: readonly Route[] = [
  ['GET', /^\/globals\/version$/, ({ node }) => node.version],
  ['GET', /^\/endpoints$/, desk => everyOne(desk, 'Endpoint')],
  ['GET', /^\/endpoints\/([^/]+)$/, (desk, id) => v1Document(desk.node, 'Endpoint', endpoint(desk, id))],
  ['POST', /^\/endpoints\/([^/]+)$/, (desk, id, document) => update(desk, endpoint(desk, id), document)],
  ['DELETE', /^\/endpoints\/([^/]+)$/, (desk, id) => remove(desk, endpoint(desk, id))],
  ['GET', /^\/networks$/, desk => everyOne(desk, 'Network')],
  ['GET', /^\/networks\/([^/]+)$/, (desk, id) => v1Document(desk.node, 'Network', network(desk, id))],
];

/** @param target Method and path: `GET /globals/version`. A slash at the end makes no difference. */
export function v1Call(desk: Desk, target: string, document: string): string {
  try {
    const [method, path = ''] = target.split(' ');
    for (const [routeMethod, pattern, answer] of ROUTES) {
      const [matched, id = ''] = (method === routeMethod && pattern.exec(path.replace(/\/$/, ''))) || [];
      if (matched) return JSON.stringify({ Success: true, Output: answer(desk, id.toLowerCase(), document) });
    }
    throw new Refusal('HCN_E_REQUEST_UNSUPPORTED');
  } catch (error) {
    if (error instanceof Refusal) return errorRecord(error.hresult, error.detail);
    throw error;
  }
}

function everyOne({ node }: Desk, kind: Kind): unknown {
  return [...objectsOf(node, kind).values()].map(object => v1Document(node, kind, object));
}

function endpoint({ node }: Desk, id: string): EndpointRecord {
  const found = objectsOf(node, 'Endpoint').get(id);
  if (!found) throw new Refusal('HCN_E_ENDPOINT_NOT_FOUND');
  return found;
}

function network({ node }: Desk, id: string): NetworkRecord {
  const found = objectsOf(node, 'Network').get(id);
  if (!found) throw new Refusal('HCN_E_NETWORK_NOT_FOUND');
  return found;
}

/** Replaces every ACL and keeps policies of other types (H4). */
function update(desk: Desk, target: EndpointRecord, document: string): unknown {
  const { Policies = [] } = parse(document, V1_ENDPOINT, desk.node.switches) as { Policies?: readonly unknown[] };
  const { switches } = desk.node;
  changePolicies(
    desk,
    target,
    'Update',
    Policies.map(policy => v2Policy(policy, switches)),
    'perType',
  );
  return v1Document(desk.node, 'Endpoint', target);
}

function remove(desk: Desk, target: EndpointRecord): unknown {
  const document = v1Document(desk.node, 'Endpoint', target);
  desk.objects.removeEndpoint(target.id);
  return document;
}
