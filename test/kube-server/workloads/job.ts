/** k/k pkg/apis/batch/validation: Jobs. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { TEMPLATE, validateTemplate } from './pod-template.ts';

export function validateJob({ spec, metadata }: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  for (const field of ['parallelism', 'completions', 'backoffLimit', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished']) {
    if (spec[field] < 0) errors.invalid(`spec.${field}`, spec[field], 'must be greater than or equal to 0');
  }
  if (!spec.selector) errors.required('spec.selector');
  else if (!spec.manualSelector && spec.selector.matchLabels?.['batch.kubernetes.io/controller-uid'] !== metadata.uid) {
    errors.invalid('spec.selector', spec.selector, '`selector` not auto-generated');
  }
  errors.oneOf('spec.completionMode', spec.completionMode, ['NonIndexed', 'Indexed']);
  if (spec.completionMode === 'Indexed' && spec.completions === undefined) {
    errors.required('spec.completions', 'when completion mode is Indexed');
  }
  validateTemplate(spec, errors);
  const { restartPolicy } = spec.template.spec;
  const at = `${TEMPLATE}.spec.restartPolicy`;
  if (restartPolicy === 'Always') errors.required(at, 'valid values: "OnFailure", "Never"');
  else errors.oneOf(at, restartPolicy, ['OnFailure', 'Never']);
  if (old) validateUpdate(spec, old, errors);
}

function validateUpdate(spec: KubeObject['spec'], old: KubeObject, errors: FieldErrors): void {
  const immutable = (field: string, before: unknown, after: unknown) => {
    if (!isDeepStrictEqual(before, after)) errors.invalid(`spec.${field}`, spec[field], 'field is immutable');
  };
  for (const field of ['selector', 'completionMode']) immutable(field, old.spec[field], spec[field]);
  const waiting = old.spec.suspend === true && old.status?.startTime === undefined;
  const fixed = waiting ? unscheduled : (template: unknown) => template;
  immutable('template', fixed(old.spec.template), fixed(spec.template));
  if (spec.completions === old.spec.completions) return;
  if (spec.completionMode !== 'Indexed') immutable('completions', old.spec.completions, spec.completions);
  else if (spec.completions !== spec.parallelism || old.spec.completions !== old.spec.parallelism) {
    errors.invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism');
  }
}

/** The template without the fields that select nodes, which may change until the first pod starts. */
function unscheduled({ metadata, spec }: KubeObject['spec']): unknown {
  const { labels, annotations, ...others } = metadata ?? {};
  const { nodeSelector, affinity, tolerations, schedulingGates, ...rest } = spec;
  return { metadata: others, spec: rest };
}
