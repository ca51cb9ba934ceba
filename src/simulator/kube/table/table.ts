/** The header and the rows of `kubectl get` (k/k pkg/printers/internalversion). */
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import { type Column, NAME } from './column.ts';

const OTHERS: readonly Column[] = [NAME, { name: 'Created At', type: 'string', cell: object => object.metadata.creationTimestamp ?? '' }];

export function columnsOf({ columns = OTHERS }: Resource): unknown[] {
  return columns.map(({ name, type, format = '', wide }) => ({ name, type, format, description: name, priority: wide ? 1 : 0 }));
}

/** @param shown the row's `object`. */
export function tableRow({ columns = OTHERS }: Resource, stored: KubeObject, shown: unknown): unknown {
  return { cells: columns.map(column => column.cell(stored)), object: shown };
}
