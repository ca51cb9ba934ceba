import { z } from 'zod';
import type { Namespace } from '../../core/model.ts';
import { inner, readFields } from './fields.ts';
import { readStringMap } from './labels.ts';
import { rawKey, readMetadata } from './metadata.ts';
import { at, rootOf } from './place.ts';
import type { Read } from './read.ts';

const shape = z.object({ metadata: inner });

/** The label that the API server gives every namespace and keeps equal to its name (KEP-2161). */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** A namespace; the name label is there whatever a manifest says of it. */
export function readNamespace(object: unknown): Read<Namespace> {
  const root = { ...rootOf({}), effect: `namespace ${JSON.stringify(rawKey(object, false) ?? '')} cannot be selected` };
  const { issues } = root.findings;
  const fields = readFields(shape, object, root);
  const metadata = fields && readMetadata(fields.metadata, at(root, 'metadata'));
  const labels = metadata && readStringMap(metadata.labels, at(root, 'metadata.labels'));
  if (!metadata || !labels) return { issues };
  const { name } = metadata;
  return { value: { name, labels: { ...labels, [NAMESPACE_NAME_LABEL]: name } }, issues };
}

/** A namespace of which nothing is known but that it exists. */
export function impliedNamespace(name: string): Namespace {
  return { name, labels: { [NAMESPACE_NAME_LABEL]: name } };
}
