import type { Kind, Objects } from '../../core/model.ts';
import type { Read } from '../read/read.ts';
import { readObject } from '../read/read-object.ts';
import { Sharing } from '../read/sharing.ts';

/** What is listed and watched of one kind. */
export interface Resource<K extends Kind> {
  readonly kind: K;
  /** Of the whole cluster, for instance `/api/v1/pods`. */
  readonly path: string;
  readonly namespaced: boolean;
  readonly query: Readonly<Record<string, string>>;
  read(object: unknown): Read<Objects[K]>;
}

/**
 * Policies select no pod that has finished. The pods of the host network are listed, because other engines run as such pods
 * (docs/decisions/0021).
 */
const UNFINISHED = 'status.phase!=Succeeded,status.phase!=Failed';

export function podResource(): Resource<'pod'> {
  const sharing = new Sharing();
  const read = (object: unknown) => readObject('pod', object, { sharing });
  return { kind: 'pod', path: '/api/v1/pods', namespaced: true, query: { fieldSelector: UNFINISHED }, read };
}

export const namespaceResource: Resource<'namespace'> = {
  kind: 'namespace',
  path: '/api/v1/namespaces',
  namespaced: false,
  query: {},
  read: object => readObject('namespace', object),
};

export const policyResource: Resource<'policy'> = {
  kind: 'policy',
  path: '/apis/networking.k8s.io/v1/networkpolicies',
  namespaced: true,
  query: {},
  read: object => readObject('policy', object),
};

/** One node only: the addresses of the others are nobody's business. */
export function nodeResource(name: string): Resource<'node'> {
  return {
    kind: 'node',
    path: '/api/v1/nodes',
    namespaced: false,
    query: { fieldSelector: `metadata.name=${name}` },
    read: object => readObject('node', object),
  };
}
