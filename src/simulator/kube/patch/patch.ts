/** PATCH: the kinds of patch by media type. */
import type { KubeObject } from '../object.ts';
import { isObject } from '../schema/conform.ts';
import type { ObjectType } from '../schema/type.ts';
import { badRequest } from '../status.ts';
import { strategicMerge } from './strategic-merge.ts';

/** Applies a patch to the object as clients see it. @throws StatusError 400, 422 */
export type Patch = (object: KubeObject, patch: unknown, type: ObjectType) => KubeObject;
export type Patches = Readonly<Record<string, Patch>>;

/** Without server-side apply, which needs the field manager (server-side-apply.ts). */
export const PATCHES: Patches = {
  'application/merge-patch+json': (object, patch) => mergePatch(object, objectOf(patch)) as KubeObject,
  'application/strategic-merge-patch+json': (object, patch, type) => strategicMerge(object, objectOf(patch), type) as KubeObject,
};
export const APPLY = 'application/apply-patch+yaml';

/** Custom resources have no strategic merge, because a CustomResourceDefinition has no merge keys. */
export function patchTypes({ custom }: { readonly custom?: boolean }, patches: Patches): readonly string[] {
  const types = [...Object.keys(patches), APPLY];
  return custom ? types.filter(type => type !== 'application/strategic-merge-patch+json') : types;
}

function objectOf(patch: unknown): Record<string, unknown> {
  if (!isObject(patch)) throw badRequest('json: cannot unmarshal the patch into an object');
  return patch;
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
