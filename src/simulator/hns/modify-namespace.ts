/** HcnModifyNamespace adds an endpoint to a namespace, which attaches it, or removes it (docs/reference/hns-api.md §2.8). */
import type { CallContext } from './call-context.ts';
import { MODIFY_NAMESPACE } from './create-documents.ts';
import { Rejection } from './hresult.ts';
import { openable } from './objects.ts';
import type { NamespaceRecord } from './records.ts';
import { parse } from './shape.ts';

interface Request {
  readonly ResourceType?: string;
  readonly RequestType?: string;
  readonly Settings?: { readonly EndpointId?: string };
}

/** @throws Rejection */
export function modifyNamespace({ node, objects }: CallContext, namespace: NamespaceRecord, document: string): string {
  const { ResourceType, RequestType, Settings } = parse(document, MODIFY_NAMESPACE, node.switches) as Request;
  // Containers belong to the compute service, which is not simulated.
  if (ResourceType !== 'Endpoint') throw new Rejection('HCN_E_REQUEST_UNSUPPORTED');
  const endpoint = openable(node, 'Endpoint', Settings?.EndpointId ?? '');
  switch (RequestType) {
    case 'Add':
      if (endpoint.namespace !== undefined) throw new Rejection('HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS');
      objects.setNamespace(endpoint.id, namespace.id);
      return '';
    case 'Remove':
      if (endpoint.namespace !== namespace.id) throw new Rejection('HCN_E_ENDPOINT_NOT_ATTACHED');
      objects.setNamespace(endpoint.id, undefined);
      return '';
    default:
      throw new Rejection('HCN_E_REQUEST_UNSUPPORTED');
  }
}
