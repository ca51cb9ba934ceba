/** JSON patches (RFC 6902). */
import jsonpatch, { type Operation } from 'fast-json-patch';
import type { Extension } from '../../src/simulator/kube/extension.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { badRequest, StatusError } from '../../src/simulator/kube/status.ts';

export const jsonPatch: Extension = { patches: { 'application/json-patch+json': applyPatch } };

function applyPatch(object: KubeObject, patch: unknown): KubeObject {
  if (!Array.isArray(patch)) throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  try {
    return jsonpatch.applyPatch(object, patch as Operation[], true, false).newDocument;
  } catch (error) {
    // The library's error has the whole document after the first line.
    const reason = (error as Error).message.split('\n')[0]!;
    throw new StatusError(422, 'Invalid', `the server rejected our request due to an error in our request: ${reason}`, {});
  }
}
