/** HcnDeleteNetwork, HcnDeleteEndpoint and HcnDeleteNamespace. They take an id, not a handle (docs/reference/hns-api.md §1.2). */
import type { CallContext } from './call-context.ts';
import type { Kind } from './native.ts';
import { openable } from './objects.ts';

const DELETE: { readonly [K in Kind]: (context: CallContext, id: string) => void } = {
  Network: (context, id) => context.objects.removeNetwork(id),
  Endpoint: (context, id) => context.objects.removeEndpoint(id),
  Namespace: (context, id) => context.objects.removeNamespace(id),
};

/** @throws Rejection */
export function deleteObject(context: CallContext, kind: Kind, id: string): string {
  DELETE[kind](context, openable(context.node, kind, id).id);
  return '';
}
