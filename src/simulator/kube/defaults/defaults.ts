/** What the API server fills in when an object is written: the defaults of each kind. Changes the given object. */
import type { KubeObject } from '../object.ts';
import { policyBindingDefaults, policyDefaults } from './admission.ts';
import { fill } from './fill.ts';
import { podDefaults } from './pod.ts';
import { daemonSetDefaults, jobDefaults, serviceDefaults } from './workloads.ts';

/** On every write of the kind, new or not. */
export function applyDefaults(object: KubeObject): void {
  DEFAULTS[object.kind]?.(object);
}

const DEFAULTS: Readonly<Record<string, (object: KubeObject) => void>> = {
  Namespace: namespaceDefaults,
  NetworkPolicy: networkPolicyDefaults,
  RoleBinding: bindingDefaults,
  ClusterRoleBinding: bindingDefaults,
  Pod: podDefaults,
  DaemonSet: daemonSetDefaults,
  Job: jobDefaults,
  Service: serviceDefaults,
  ValidatingAdmissionPolicy: policyDefaults,
  ValidatingAdmissionPolicyBinding: policyBindingDefaults,
};

function namespaceDefaults(namespace: KubeObject): void {
  const { metadata } = namespace;
  metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name ?? '' };
  fill(namespace, { spec: {} });
  fill(namespace.spec, { finalizers: ['kubernetes'] });
}

/** networking/v1/defaults.go: a rule decides only by presence, so `egress: []` (which is absent by now) does not isolate. */
function networkPolicyDefaults(policy: KubeObject): void {
  fill(policy, { spec: {} });
  const { spec } = policy;
  fill(spec, { podSelector: {} });
  spec.policyTypes ??= spec.egress ? ['Ingress', 'Egress'] : ['Ingress'];
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of rule.ports ?? []) fill(port, { protocol: 'TCP' });
  }
}

/** rbac/v1/defaults.go */
function bindingDefaults(binding: KubeObject): void {
  const apiGroup = 'rbac.authorization.k8s.io';
  if (binding.roleRef) fill(binding.roleRef, { apiGroup });
  for (const subject of binding.subjects ?? []) if (subject.kind === 'User' || subject.kind === 'Group') fill(subject, { apiGroup });
}
