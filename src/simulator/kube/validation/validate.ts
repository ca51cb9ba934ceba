/** Validates the metadata of an object, then the fields of its kind. */
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import type { FieldErrors } from './field-errors.ts';
import { validateLabels } from './labels.ts';
import { dnsSubdomain, qualifiedName } from './names.ts';

/** @param old the stored object of an update. */
export function validate(resource: Resource, object: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  validateMetadata(resource, object, errors);
  resource.validate?.(object, old, errors);
}

const MAX_ANNOTATIONS = 256 * 1024;

function validateMetadata({ validateName = dnsSubdomain }: Resource, { metadata }: KubeObject, errors: FieldErrors): void {
  if (!metadata.name) errors.required('metadata.name', 'name or generateName is required');
  else errors.check('metadata.name', metadata.name, validateName(metadata.name));
  validateLabels(metadata.labels, 'metadata.labels', errors);
  let size = 0;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    errors.check('metadata.annotations', key, qualifiedName(key.toLowerCase()));
    size += key.length + value.length;
  }
  for (const [i, name] of (metadata.finalizers ?? []).entries()) errors.check(`metadata.finalizers[${i}]`, name, finalizerProblems(name));
  if (size > MAX_ANNOTATIONS) errors.invalid('metadata.annotations', '', `may not be more than ${MAX_ANNOTATIONS} bytes`);
}

const STANDARD_FINALIZERS = ['foregroundDeletion', 'kubernetes', 'orphan'];

function finalizerProblems(name: string): string[] {
  const problems = qualifiedName(name);
  if (problems.length > 0 || name.includes('/') || STANDARD_FINALIZERS.includes(name)) return problems;
  return ['name is neither a standard finalizer name nor is it fully qualified'];
}
