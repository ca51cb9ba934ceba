import { z } from 'zod';
import type { Namespace } from '../../core/model.ts';
import { inner, readFields } from './fields.ts';
import { readStringMap } from './labels.ts';
import { rawKey, readMetadata } from './metadata.ts';
import { at, issuesAt, rootOf } from './place.ts';
import type { Read } from './read.ts';

const shape = z.object({ metadata: inner });

/** The label that the API server sets on every namespace, equal to its name (KEP-2161). */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** Reads a namespace. The name label is always set, even if a manifest omits or changes it. */
export function readNamespace(object: unknown): Read<Namespace> {
  const root = { ...rootOf({}), effect: `namespace ${JSON.stringify(rawKey(object, false) ?? '')} cannot be selected` };
  const fields = readFields(shape, object, root);
  const metadata = fields && readMetadata(fields.metadata, at(root, 'metadata'));
  const labels = metadata && readStringMap(metadata.labels, at(root, 'metadata.labels'));
  if (!metadata || !labels) return { issues: issuesAt(root) };
  const { name } = metadata;
  return { value: { name, labels: { ...labels, [NAMESPACE_NAME_LABEL]: name } }, issues: issuesAt(root) };
}

/** A namespace that only its objects mention. */
export function impliedNamespace(name: string): Namespace {
  return { name, labels: { [NAMESPACE_NAME_LABEL]: name } };
}
