/** k/k pkg/apis/core/validation of pods and pod templates: containers, volumes, tolerations. */
import type { KubeObject } from '../object.ts';
import { type Container, validateContainer } from './container.ts';
import type { FieldErrors } from './field-errors.ts';
import { dnsLabel, dnsSubdomain, qualifiedName } from './names.ts';
import { validateOs } from './windows.ts';

/** @param path of the spec: `spec` or `spec.template.spec`. */
export function validatePodSpec(spec: KubeObject['spec'], path: string, errors: FieldErrors): void {
  const volumes = validateVolumes(spec.volumes ?? [], `${path}.volumes`, errors);
  const containers: readonly Container[] = spec.containers ?? [];
  if (containers.length === 0) errors.required(`${path}.containers`);
  const names = new Set<string>();
  for (const [list, items] of [
    ['containers', containers],
    ['initContainers', spec.initContainers ?? []],
  ] as const) {
    for (const [i, container] of (items as Container[]).entries()) {
      const at = `${path}.${list}[${i}]`;
      if (names.has(container.name ?? '')) errors.duplicate(`${at}.name`, container.name);
      names.add(container.name ?? '');
      validateContainer(container, at, volumes, errors);
    }
  }
  errors.oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']);
  errors.oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
  if (spec.serviceAccountName) errors.check(`${path}.serviceAccountName`, spec.serviceAccountName, dnsSubdomain(spec.serviceAccountName));
  for (const [i, toleration] of (spec.tolerations ?? []).entries()) validateToleration(toleration, `${path}.tolerations[${i}]`, errors);
  validateOs(spec, path, errors);
}

/** @returns the names of the volumes. */
function validateVolumes(volumes: readonly { name?: string }[], path: string, errors: FieldErrors): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [i, { name, ...sources }] of volumes.entries()) {
    const at = `${path}[${i}]`;
    if (!name) errors.required(`${at}.name`);
    else if (names.has(name)) errors.duplicate(`${at}.name`, name);
    else errors.check(`${at}.name`, name, dnsLabel(name));
    names.add(name ?? '');
    for (const extra of Object.keys(sources).slice(1)) errors.forbidden(`${at}.${extra}`, 'may not specify more than 1 volume type');
  }
  return names;
}

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

function validateToleration({ key, operator, value, effect, tolerationSeconds }: Toleration, path: string, errors: FieldErrors): void {
  if (key) errors.check(`${path}.key`, key, qualifiedName(key));
  if (!key && operator !== 'Exists')
    errors.invalid(
      `${path}.operator`,
      operator,
      'operator must be Exists when `key` is empty, which means "match all values and all keys"',
    );
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    errors.invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
  if (operator === 'Exists' && value) errors.invalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'");
  if (operator) errors.oneOf(`${path}.operator`, operator, ['Equal', 'Exists']);
  if (effect) errors.oneOf(`${path}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
}
