/** k/k pkg/apis/admissionregistration/v1/defaults.go */

import { fill } from '../../../src/simulator/kube/defaults/fill.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';

export function policyDefaults(policy: KubeObject): void {
  fill(policy, { spec: {} });
  fill(policy.spec, { failurePolicy: 'Fail' });
  if (policy.spec.matchConstraints) matchDefaults(policy.spec.matchConstraints);
}

export function policyBindingDefaults({ spec }: KubeObject): void {
  if (spec?.matchResources) matchDefaults(spec.matchResources);
}

function matchDefaults(match: KubeObject['spec']): void {
  fill(match, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} });
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) fill(rule, { scope: '*' });
}
