/** The targets that an administrator can open. */
export const SCOPES = ['pod', 'namespace', 'node'] as const;
export type Scope = (typeof SCOPES)[number];
