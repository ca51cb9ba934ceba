/** The columns of `kubectl get`, by kind (k/k pkg/printers/internalversion). */

import type { KubeObject } from '../object.ts';
import type { Resource } from '../resources.ts';
import { AGE, type Column, NAME } from './column.ts';
import { eventColumns } from './event.ts';
import { nodeColumns } from './node.ts';
import { podColumns } from './pod.ts';
import { bindingColumns } from './rbac.ts';

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: podColumns,
  Node: nodeColumns,
  Event: eventColumns,
  RoleBinding: bindingColumns,
  ClusterRoleBinding: bindingColumns,
  Namespace: [NAME, { name: 'Status', type: 'string', cell: namespace => namespace.status?.phase ?? '' }, AGE],
  ServiceAccount: [NAME, { name: 'Secrets', type: 'integer', cell: account => account.secrets?.length ?? 0 }, AGE],
  NetworkPolicy: [NAME, { name: 'Pod-Selector', type: 'string', cell: policy => selectorText(policy.spec?.podSelector) }, AGE],
};
const OTHERS: readonly Column[] = [NAME, { name: 'Created At', type: 'string', cell: object => object.metadata.creationTimestamp ?? '' }];

export function columnsOf({ kind }: Resource): unknown[] {
  return (COLUMNS[kind] ?? OTHERS).map(({ name, type, format = '', wide }) => ({
    name,
    type,
    format,
    description: name,
    priority: wide ? 1 : 0,
  }));
}

/** @param shown what the row carries beside its cells. */
export function tableRow({ kind }: Resource, stored: KubeObject, shown: unknown): unknown {
  return { cells: (COLUMNS[kind] ?? OTHERS).map(column => column.cell(stored)), object: shown };
}

interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** As metav1.FormatLabelSelector writes it. */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.toSorted().join(',')})`;
  });
  return [...labels, ...expressions].sort().join(',') || '<none>';
}
