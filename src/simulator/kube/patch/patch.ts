/** PATCH: the four kinds of patch by content type, each from the object as clients see it to the object as it should be. */
import jsonpatch, { type Operation } from 'fast-json-patch';
import type { KubeObject } from '../object.ts';
import { isObject } from '../schema/conform.ts';
import { badRequest, StatusError } from '../status.ts';
import { strategicMerge } from './strategic-merge.ts';

const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
] as const;
export type PatchType = (typeof PATCH_TYPES)[number];

/** Custom resources have no strategic merge: nothing says by which keys their lists are merged. */
export function patchTypes({ custom }: { readonly custom?: boolean }): readonly PatchType[] {
  return custom ? PATCH_TYPES.filter(type => type !== 'application/strategic-merge-patch+json') : PATCH_TYPES;
}

/** All but apply, which needs to know who applies (server-side-apply.ts). @param type of the schema. */
export function patched(object: KubeObject, patchType: PatchType, patch: unknown, type: string | undefined): KubeObject {
  if (patchType === 'application/json-patch+json') return jsonPatch(object, patch);
  if (!isObject(patch)) throw badRequest('json: cannot unmarshal the patch into an object');
  if (patchType === 'application/merge-patch+json') return mergePatch(object, patch) as KubeObject;
  return strategicMerge(object, patch, type) as KubeObject;
}

function jsonPatch(object: KubeObject, patch: unknown): KubeObject {
  if (!Array.isArray(patch)) throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  try {
    return jsonpatch.applyPatch(object, patch as Operation[], true, false).newDocument;
  } catch (error) {
    // The library's error carries the whole document after the first line.
    const reason = (error as Error).message.split('\n')[0]!;
    throw new StatusError(422, 'Invalid', `the server rejected our request due to an error in our request: ${reason}`, {});
  }
}

/** RFC 7386. */
function mergePatch(target: unknown, patch: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = isObject(value) ? mergePatch(result[key], value) : value;
  }
  return result;
}
