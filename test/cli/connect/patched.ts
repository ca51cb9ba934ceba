/** Applies a suggestion to the objects of an input, as `kubectl patch --type=json` would. */
import assert from 'node:assert/strict';
import jsonpatch, { type Operation } from 'fast-json-patch';
import type { ExplainedHalf } from '../../../src/cli/connect/explanation-schema.ts';

export interface ApiObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | null | undefined };
}

export type Suggestion = ExplainedHalf['suggestions'][number];

export function patched<T extends ApiObject>(objects: readonly T[], { changes }: Suggestion): T[] {
  const result = structuredClone(objects) as T[];
  for (const { kind, namespace, name, patch } of changes) {
    const index = result.findIndex(one => one.kind === kind && one.metadata.name === name && namespaceOf(one) === namespace);
    assert.notEqual(index, -1, `the input has no ${kind} ${namespace ?? ''}/${name}`);
    result[index] = jsonpatch.applyPatch(result[index]!, structuredClone(patch) as unknown as Operation[], true).newDocument;
  }
  return result;
}

function namespaceOf({ kind, metadata }: ApiObject): string | undefined {
  return kind === 'Pod' || kind === 'NetworkPolicy' ? metadata.namespace || 'default' : undefined;
}
