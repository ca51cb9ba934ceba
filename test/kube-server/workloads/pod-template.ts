/** The pod template of a DaemonSet or Job. */
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { type LabelSelector, validateLabels } from '../../../src/simulator/kube/validation/labels.ts';
import { validatePodSpec } from '../../../src/simulator/kube/validation/pod-spec.ts';

export const TEMPLATE = 'spec.template';

/** The selector must match the labels of the template. */
export function validateTemplate({ selector, template }: KubeObject['spec'], errors: FieldErrors): void {
  const labels: Record<string, string> = template.metadata?.labels ?? {};
  validateLabels(labels, `${TEMPLATE}.metadata.labels`, errors);
  if (!selects(selector, labels)) errors.invalid(`${TEMPLATE}.metadata.labels`, labels, '`selector` does not match template `labels`');
  validatePodSpec(template.spec, `${TEMPLATE}.spec`, errors);
}

/** An absent selector matches no pods. */
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
