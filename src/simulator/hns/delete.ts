/** HcnDeleteNetwork, HcnDeleteEndpoint and HcnDeleteNamespace: by id, without a handle (docs/reference/hns-api.md §1.2). */
import type { Desk } from './dispatch.ts';
import type { Kind } from './native.ts';
import { openable } from './objects.ts';

const DELETE: { readonly [K in Kind]: (desk: Desk, id: string) => void } = {
  Network: (desk, id) => desk.objects.removeNetwork(id),
  Endpoint: (desk, id) => desk.objects.removeEndpoint(id),
  Namespace: (desk, id) => desk.objects.removeNamespace(id),
};

/** @throws Refusal */
export function deleteObject(desk: Desk, kind: Kind, id: string): string {
  DELETE[kind](desk, openable(desk.node, kind, id).id);
  return '';
}
