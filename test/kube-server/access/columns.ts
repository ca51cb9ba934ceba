/** The columns of `kubectl get rolebindings` and `clusterrolebindings`. */

import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import { AGE, type Column, NAME } from '../../../src/simulator/kube/table/column.ts';
import type { Subject } from './grants.ts';

export const bindingColumns: readonly Column[] = [
  NAME,
  { name: 'Role', type: 'string', cell: ({ roleRef }) => `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}` },
  AGE,
  { name: 'Users', type: 'string', wide: true, cell: binding => subjects(binding, 'User') },
  { name: 'Groups', type: 'string', wide: true, cell: binding => subjects(binding, 'Group') },
  { name: 'ServiceAccounts', type: 'string', wide: true, cell: binding => subjects(binding, 'ServiceAccount') },
];

function subjects(binding: KubeObject, kind: Subject['kind']): string {
  const named = ((binding.subjects ?? []) as Subject[]).filter(subject => subject.kind === kind);
  return named.map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name)).join(', ');
}
