/** What the API server refuses: metadata of every kind, and the rules of the kinds that have some. */

import type { KubeObject } from '../object.ts';
import type { Resource } from '../resources.ts';
import { validateEvent } from './event.ts';
import type { FieldErrors } from './field-errors.ts';
import { validateLabels } from './labels.ts';
import { dnsLabel, dnsSubdomain, qualifiedName } from './names.ts';
import { validateNetworkPolicy } from './network-policy.ts';
import { validatePod } from './pod.ts';

/** @param old the stored object on an update. */
export function validate(resource: Resource, object: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  validateMetadata(resource, object, errors);
  if (resource.store === 'networkpolicies') validateNetworkPolicy(object, errors);
  else if (resource.store === 'pods') validatePod(object, old, errors);
  else if (resource.store === 'events') validateEvent(object, old, resource, errors);
}

const MAX_ANNOTATIONS = 256 * 1024;

function validateMetadata(resource: Resource, { metadata }: KubeObject, errors: FieldErrors): void {
  if (!metadata.name) errors.required('metadata.name', 'name or generateName is required');
  // A namespace's name becomes a DNS label. Events written through core/v1 are not checked, for old clients' sake.
  else if (resource.kind !== 'Event') {
    errors.check('metadata.name', metadata.name, resource.kind === 'Namespace' ? dnsLabel(metadata.name) : dnsSubdomain(metadata.name));
  }
  validateLabels(metadata.labels, 'metadata.labels', errors);
  let size = 0;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    errors.check('metadata.annotations', key, qualifiedName(key.toLowerCase()));
    size += key.length + value.length;
  }
  if (size > MAX_ANNOTATIONS) errors.invalid('metadata.annotations', '', `may not be more than ${MAX_ANNOTATIONS} bytes`);
}
