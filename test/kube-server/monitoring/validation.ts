/** The required fields of the Prometheus Operator's CustomResourceDefinitions. */
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';

export function validateMonitor({ kind, spec }: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  if (!spec) errors.required('spec');
  const fields = ['selector', kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints'];
  for (const field of fields) if (spec && !spec[field]) errors.required(`spec.${field}`);
}

export function validatePrometheusRule({ spec }: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  if (!spec) errors.required('spec');
  for (const [i, { name, rules = [] }] of (spec?.groups ?? []).entries()) {
    if (!name) errors.required(`spec.groups[${i}].name`);
    for (const [j, { expr }] of rules.entries()) if (expr === undefined) errors.required(`spec.groups[${i}].rules[${j}].expr`);
  }
}
