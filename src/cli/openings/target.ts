/** The pod, namespace or node that an administrator opens. */
import type { OpeningTarget } from '../../agent/openings/opening.ts';
import { nameOf, type Scope } from '../../agent/openings/target.ts';
import { ApiError } from '../../kube/watch/api-error.ts';
import type { ApiConnection } from '../../kube/watch/connection.ts';
import { CommandError } from '../command-error.ts';

const PATIENCE_MS = 30_000;

/** @param text `namespace/name` of a pod, else a name. @throws CommandError */
export function parseTarget(scope: Scope, text: string): OpeningTarget {
  const parts = text.split('/');
  if (scope !== 'pod') {
    if (parts.length === 1 && text !== '') return { scope, name: text };
    throw new CommandError([`${JSON.stringify(text)} is not the name of a ${scope}`]);
  }
  const [namespace, name] = parts;
  if (parts.length !== 2 || !namespace || !name) throw new CommandError([`${JSON.stringify(text)} is not a pod: use namespace/name`]);
  return { scope, namespace, name };
}

/** A mistyped name must not look like success. @throws CommandError if the object does not exist, ApiError, or any error of the connection. */
export async function requireTarget(connection: ApiConnection, target: OpeningTarget): Promise<void> {
  const name = encodeURIComponent(target.name);
  const path =
    target.scope === 'pod'
      ? `/api/v1/namespaces/${encodeURIComponent(target.namespace ?? '')}/pods/${name}`
      : `/api/v1/${target.scope}s/${name}`;
  try {
    await connection.json({ path, patience: () => PATIENCE_MS });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) throw new CommandError([`the cluster has no ${target.scope} ${nameOf(target)}`]);
    throw error;
  }
}
