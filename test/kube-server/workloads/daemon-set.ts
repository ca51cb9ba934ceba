/** k/k pkg/apis/apps/validation: DaemonSets. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { type LabelSelector, validateSelector } from '../../../src/simulator/kube/validation/labels.ts';
import { TEMPLATE, validateTemplate } from './pod-template.ts';

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

function isEmpty({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}
