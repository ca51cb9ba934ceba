/** Rules of a valid policy that have no effect. Its author probably expects one. */
import { isObject, type JsonObject } from './manifests.ts';

export interface RuleHint {
  readonly code: 'dead-rules' | 'open-rule';
  readonly path: string;
  readonly message: string;
}

const DIRECTIONS = [
  { field: 'ingress', type: 'Ingress', peers: 'from' },
  { field: 'egress', type: 'Egress', peers: 'to' },
] as const;

export function ruleHints({ spec }: JsonObject): RuleHint[] {
  if (!isObject(spec)) return [];
  return DIRECTIONS.flatMap(({ field, type, peers }): RuleHint[] => {
    const rules = Array.isArray(spec[field]) ? spec[field] : [];
    const { policyTypes } = spec;
    if (rules.length > 0 && Array.isArray(policyTypes) && policyTypes.length > 0 && !policyTypes.includes(type))
      return [{ code: 'dead-rules', path: `spec.${field}`, message: `policyTypes does not list ${type}, so these rules have no effect` }];
    const open = rules.findIndex(rule => isEmpty(rule?.[peers]) && isEmpty(rule?.ports));
    if (open < 0 || rules.length < 2) return [];
    return [
      {
        code: 'open-rule',
        path: `spec.${field}[${open}]`,
        message: 'this rule allows every peer on every port, so the other rules of this direction have no effect',
      },
    ];
  });
}

/** Missing, null and `[]` mean any. */
function isEmpty(list: unknown): boolean {
  return list === undefined || list === null || (Array.isArray(list) && list.length === 0);
}
