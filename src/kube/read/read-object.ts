import type { Kind, Objects } from '../../core/model.ts';
import { readNamespace } from './namespace.ts';
import { readNode } from './node.ts';
import type { Reading } from './place.ts';
import { readPod } from './pod.ts';
import { readNetworkPolicy } from './policy.ts';
import type { Read } from './read.ts';
import type { Sharing } from './sharing.ts';

/** Of NetworkPolicies only: `strict`, `maxIssues` and `maxEntries`. */
export interface ReadOptions extends Reading {
  /** Saves memory where many pods repeat the same values. */
  readonly sharing?: Sharing;
}

type Readers = { readonly [K in Kind]: (object: unknown, options: ReadOptions) => Read<Objects[K]> };

const READERS: Readers = {
  namespace: object => readNamespace(object),
  node: object => readNode(object),
  pod: (object, { sharing }) => readPod(object, sharing),
  policy: (object, options) => readNetworkPolicy(object, options),
};

/** Reads an API object of a known kind. */
export function readObject<K extends Kind>(kind: K, object: unknown, options: ReadOptions = {}): Read<Objects[K]> {
  return READERS[kind](object, options);
}
