/** Defaults of role bindings (k/k pkg/apis/rbac/v1/defaults.go). */
import { fill } from '../../../src/simulator/kube/defaults/fill.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';

export function bindingDefaults(binding: KubeObject): void {
  const apiGroup = 'rbac.authorization.k8s.io';
  if (binding.roleRef) fill(binding.roleRef, { apiGroup });
  for (const subject of binding.subjects ?? []) if (subject.kind === 'User' || subject.kind === 'Group') fill(subject, { apiGroup });
}
