/** Defaults of NetworkPolicies (k/k pkg/apis/networking/v1/defaults.go). */
import type { KubeObject } from '../object.ts';
import { fill } from './fill.ts';

/** Only the presence of a rule counts. `egress: []` has been removed before, so it does not isolate. */
export function networkPolicyDefaults(policy: KubeObject): void {
  fill(policy, { spec: {} });
  const { spec } = policy;
  fill(spec, { podSelector: {} });
  spec.policyTypes ??= spec.egress ? ['Ingress', 'Egress'] : ['Ingress'];
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of rule.ports ?? []) fill(port, { protocol: 'TCP' });
  }
}
