import type { Kind, Objects } from '../../core/model.ts';
import type { Reading } from '../read/place.ts';
import { parsePolicyEvent } from '../read/policy-text.ts';
import type { Read } from '../read/read.ts';
import { readObject } from '../read/read-object.ts';
import { Sharing } from '../read/sharing.ts';

/** The list and watch requests of one kind. */
export interface Resource<K extends Kind> {
  readonly kind: K;
  /** Path for the whole cluster, for instance `/api/v1/pods`. */
  readonly path: string;
  readonly namespaced: boolean;
  readonly query: Readonly<Record<string, string>>;
  /** Parses a watch event. Default: JSON.parse. @throws SyntaxError */
  readonly parse?: (text: string) => unknown;
  read(object: unknown): Read<Objects[K]>;
}

/**
 * Finished pods are left out, because no policy selects them. Pods of the host network are included, because other policy engines run in them
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

/** @param reading How many issues of a policy to list, and the maximum of its entries. */
export function policyResource({ maxIssues, maxEntries }: Pick<Reading, 'maxIssues' | 'maxEntries'> = {}): Resource<'policy'> {
  const reading = { ...(maxIssues !== undefined && { maxIssues }), ...(maxEntries !== undefined && { maxEntries }) };
  return {
    kind: 'policy',
    path: '/apis/networking.k8s.io/v1/networkpolicies',
    namespaced: true,
    query: {},
    parse: text => parsePolicyEvent(text, maxEntries),
    read: object => readObject('policy', object, reading),
  };
}

/** Only the agent's own node. It does not need the addresses of other nodes. */
export function nodeResource(name: string): Resource<'node'> {
  return {
    kind: 'node',
    path: '/api/v1/nodes',
    namespaced: false,
    query: { fieldSelector: `metadata.name=${name}` },
    read: object => readObject('node', object),
  };
}
