/** k/k pkg/apis/{apps,batch}/validation: DaemonSets and Jobs. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../object.ts';
import type { FieldErrors } from './field-errors.ts';
import { type LabelSelector, validateLabels, validateSelector } from './labels.ts';
import { validatePodSpec } from './pod-spec.ts';

const TEMPLATE = 'spec.template';

export function validateDaemonSet({ spec }: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  validateSelector(spec.selector, 'spec.selector', errors);
  if (spec.selector && isEmpty(spec.selector)) errors.invalid('spec.selector', spec.selector, 'empty selector is invalid for daemonset');
  validateTemplate(spec, errors);
  if (spec.template.spec.restartPolicy !== 'Always')
    errors.oneOf(`${TEMPLATE}.spec.restartPolicy`, spec.template.spec.restartPolicy, ['Always']);
  validateUpdateStrategy(spec.updateStrategy, errors);
  if (old && !isDeepStrictEqual(spec.selector, old.spec.selector)) errors.invalid('spec.selector', spec.selector, 'field is immutable');
}

interface UpdateStrategy {
  type: string;
  rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string };
}

function validateUpdateStrategy({ type, rollingUpdate = {} }: UpdateStrategy, errors: FieldErrors): void {
  const path = 'spec.updateStrategy';
  errors.oneOf(`${path}.type`, type, ['RollingUpdate', 'OnDelete']);
  if (type !== 'RollingUpdate') return;
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  for (const [field, value] of Object.entries({ maxUnavailable, maxSurge })) {
    const at = `${path}.rollingUpdate.${field}`;
    if (typeof value === 'string' && !/^\d+%$/.test(value))
      errors.invalid(
        at,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      );
    else if (typeof value === 'number' && value < 0) errors.invalid(at, value, 'must be greater than or equal to 0');
  }
  const none = (value: number | string) => Number.parseInt(String(value), 10) === 0;
  if (none(maxUnavailable) && none(maxSurge))
    errors.invalid(`${path}.rollingUpdate.maxUnavailable`, maxUnavailable, 'cannot be 0 when maxSurge is 0');
  if (!none(maxUnavailable) && !none(maxSurge))
    errors.invalid(`${path}.rollingUpdate.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero');
}

export function validateJob(job: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  const { spec, metadata } = job;
  for (const field of ['parallelism', 'completions', 'backoffLimit', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished']) {
    if (spec[field] < 0) errors.invalid(`spec.${field}`, spec[field], 'must be greater than or equal to 0');
  }
  if (!spec.selector) errors.required('spec.selector');
  else if (!spec.manualSelector && spec.selector.matchLabels?.['batch.kubernetes.io/controller-uid'] !== metadata.uid) {
    errors.invalid('spec.selector', spec.selector, '`selector` not auto-generated');
  }
  validateTemplate(spec, errors);
  const { restartPolicy } = spec.template.spec;
  const at = `${TEMPLATE}.spec.restartPolicy`;
  if (restartPolicy === 'Always') errors.required(at, 'valid values: "OnFailure", "Never"');
  else errors.oneOf(at, restartPolicy, ['OnFailure', 'Never']);
  for (const field of ['selector', 'template', 'completionMode']) {
    if (old && !isDeepStrictEqual(spec[field], old.spec[field])) errors.invalid(`spec.${field}`, spec[field], 'field is immutable');
  }
}

/** The pods that the template makes must be those that the selector finds. */
function validateTemplate({ selector, template }: KubeObject['spec'], errors: FieldErrors): void {
  const labels: Record<string, string> = template.metadata?.labels ?? {};
  validateLabels(labels, `${TEMPLATE}.metadata.labels`, errors);
  if (!selects(selector, labels)) errors.invalid(`${TEMPLATE}.metadata.labels`, labels, '`selector` does not match template `labels`');
  validatePodSpec(template.spec, `${TEMPLATE}.spec`, errors);
}

function isEmpty({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}

/** An absent selector finds nothing. */
function selects(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!selector) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const fits = matchExpressions.every(({ key = '', operator, values = [] }) => {
    const value = labels[key];
    if (operator === 'In') return value !== undefined && values.includes(value);
    if (operator === 'NotIn') return value === undefined || !values.includes(value);
    return (value !== undefined) === (operator === 'Exists');
  });
  return fits && Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
