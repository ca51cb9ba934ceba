/** k/k pkg/apis/core/validation: pods, and what of a pod cannot change. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../object.ts';
import type { Container } from './container.ts';
import type { FieldErrors } from './field-errors.ts';
import { validatePodSpec } from './pod-spec.ts';

export function validatePod(pod: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  validatePodSpec(pod.spec, 'spec', errors);
  if (old && !isDeepStrictEqual(unchangeable(pod), unchangeable(old))) errors.forbidden('spec', FIXED);
}

const FIXED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,' +
  '`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The spec without what an update may change. Binding (nodeName) is not the client's either: it has a subresource of its own. */
function unchangeable(pod: KubeObject): unknown {
  const { activeDeadlineSeconds, tolerations, terminationGracePeriodSeconds, ...spec } = pod.spec;
  const imageless = (containers: Container[] | undefined) => containers?.map(({ image, ...rest }) => rest);
  return { ...spec, containers: imageless(spec.containers), initContainers: imageless(spec.initContainers) };
}
