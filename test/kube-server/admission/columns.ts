/** The columns of `kubectl get` for validating admission policies and their bindings. */

import { AGE, type Column, NAME } from '../../../src/simulator/kube/table/column.ts';

const UNSET = '<unset>';

export const policyColumns: readonly Column[] = [
  NAME,
  { name: 'Validations', type: 'integer', cell: ({ spec }) => spec?.validations?.length ?? 0 },
  { name: 'ParamKind', type: 'string', cell: ({ spec }) => paramKind(spec?.paramKind) },
  AGE,
];

export const policyBindingColumns: readonly Column[] = [
  NAME,
  { name: 'PolicyName', type: 'string', cell: ({ spec }) => spec?.policyName ?? '' },
  { name: 'ParamRef', type: 'string', cell: ({ spec }) => paramRef(spec?.paramRef) },
  AGE,
];

function paramKind(found: { apiVersion?: string; kind?: string } | undefined): string {
  return found ? `${found.apiVersion}/${found.kind}` : UNSET;
}

function paramRef(found: { namespace?: string; name?: string } | undefined): string {
  return found ? `${found.namespace ?? '*'}/${found.name ?? '*'}` : UNSET;
}
