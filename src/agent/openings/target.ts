/** The targets that an administrator can open. */
export const SCOPES = ['pod', 'namespace', 'node'] as const;
export type Scope = (typeof SCOPES)[number];

/** `namespace/name` of a pod, else the name. */
export function nameOf({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
