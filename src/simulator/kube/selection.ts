/** Selects objects of a collection by namespace, label selector and field selector. */
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';
import { parseFieldSelector, parseLabelSelector } from './selectors.ts';

export type Selection = (object: KubeObject) => boolean;

/** @param namespace absent: all. @param name absent: any. @throws StatusError 400 for an invalid selector. */
export function selection(
  resource: Resource,
  place: { readonly namespace: string | undefined; readonly name?: string | undefined },
  selectors: { readonly labelSelector: string; readonly fieldSelector: string },
): Selection {
  const { namespace, name } = place;
  const byLabels = parseLabelSelector(selectors.labelSelector);
  const known = (label: string) => label === 'metadata.name' || label === 'metadata.namespace' || Object.hasOwn(resource.fields, label);
  const unknown = (label: string) =>
    Object.keys(resource.fields).length > 0
      ? `field label not supported: ${label}`
      : `${JSON.stringify(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  const byFields = parseFieldSelector(selectors.fieldSelector, known, unknown);
  return object => {
    const { metadata } = object;
    if (namespace !== undefined && metadata.namespace !== namespace) return false;
    if (name !== undefined && metadata.name !== name) return false;
    const field = (label: string) => {
      if (label === 'metadata.name') return metadata.name;
      return label === 'metadata.namespace' ? metadata.namespace : resource.fields[label]!(object);
    };
    return byLabels(key => metadata.labels?.[key]) && byFields(field);
  };
}

export function selectsAll({ labelSelector, fieldSelector }: { readonly labelSelector: string; readonly fieldSelector: string }): boolean {
  return labelSelector === '' && fieldSelector === '';
}
