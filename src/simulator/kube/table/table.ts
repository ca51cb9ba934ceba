/** The columns of `kubectl get`, by kind (k/k pkg/printers/internalversion). */

import type { KubeObject } from '../object.ts';
import type { Resource } from '../resources.ts';
import { policyBindingColumns, policyColumns } from './admission.ts';
import { AGE, type Column, NAME } from './column.ts';
import { eventColumns } from './event.ts';
import { nodeColumns } from './node.ts';
import { podColumns } from './pod.ts';
import { bindingColumns } from './rbac.ts';
import { selectorText } from './selector-text.ts';
import { configMapColumns, daemonSetColumns, jobColumns, serviceColumns } from './workloads.ts';

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: podColumns,
  Node: nodeColumns,
  Event: eventColumns,
  ConfigMap: configMapColumns,
  Service: serviceColumns,
  DaemonSet: daemonSetColumns,
  Job: jobColumns,
  ValidatingAdmissionPolicy: policyColumns,
  ValidatingAdmissionPolicyBinding: policyBindingColumns,
  RoleBinding: bindingColumns,
  ClusterRoleBinding: bindingColumns,
  Namespace: [NAME, { name: 'Status', type: 'string', cell: namespace => namespace.status?.phase ?? '' }, AGE],
  ServiceAccount: [NAME, { name: 'Secrets', type: 'integer', cell: account => account.secrets?.length ?? 0 }, AGE],
  NetworkPolicy: [NAME, { name: 'Pod-Selector', type: 'string', cell: policy => selectorText(policy.spec?.podSelector) }, AGE],
};
/** What a CustomResourceDefinition shows unless it says otherwise. */
const CUSTOM: readonly Column[] = [NAME, AGE];
const OTHERS: readonly Column[] = [NAME, { name: 'Created At', type: 'string', cell: object => object.metadata.creationTimestamp ?? '' }];

export function columnsOf(resource: Resource): unknown[] {
  return columns(resource).map(({ name, type, format = '', wide }) => ({
    name,
    type,
    format,
    description: name,
    priority: wide ? 1 : 0,
  }));
}

/** @param shown what the row carries beside its cells. */
export function tableRow(resource: Resource, stored: KubeObject, shown: unknown): unknown {
  return { cells: columns(resource).map(column => column.cell(stored)), object: shown };
}

function columns({ kind, custom }: Resource): readonly Column[] {
  return COLUMNS[kind] ?? (custom ? CUSTOM : OTHERS);
}
