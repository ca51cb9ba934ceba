/** The columns of `kubectl get`, and the two that every kind has. */

import type { KubeObject } from '../object.ts';
import { age } from './age.ts';

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer';
  readonly format?: 'name';
  /** Shown only with `-o wide`. */
  readonly wide?: true;
  readonly cell: (object: KubeObject) => string | number;
}

export const NAME: Column = { name: 'Name', type: 'string', format: 'name', cell: object => object.metadata.name! };
export const AGE: Column = { name: 'Age', type: 'string', cell: object => age(object.metadata.creationTimestamp) };
