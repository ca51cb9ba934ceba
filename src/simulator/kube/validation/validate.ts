/** What the API server refuses: metadata of every kind, and the rules of the kinds that have some. */

import type { KubeObject } from '../object.ts';
import type { Resource } from '../resources.ts';
import { validatePolicy, validatePolicyBinding } from './admission.ts';
import { validateConfigMap } from './config-map.ts';
import { validateDaemonSet } from './daemon-set.ts';
import { validateEvent } from './event.ts';
import type { FieldErrors } from './field-errors.ts';
import { validateJob } from './job.ts';
import { validateLabels } from './labels.ts';
import { validateMonitor, validatePrometheusRule } from './monitoring.ts';
import { type Check, dnsLabel, dnsSubdomain, pathSegment, qualifiedName, serviceName } from './names.ts';
import { validateNetworkPolicy } from './network-policy.ts';
import { validatePod } from './pod.ts';
import { validateBinding, validateRole } from './rbac.ts';
import { validateService } from './service.ts';

type Rules = (object: KubeObject, old: KubeObject | undefined, errors: FieldErrors, resource: Resource) => void;

/** By kind; the others have no rules but those of their metadata. */
const RULES: Readonly<Record<string, Rules>> = {
  NetworkPolicy: (policy, _old, errors) => validateNetworkPolicy(policy, errors),
  Pod: validatePod,
  Event: validateEvent,
  ConfigMap: validateConfigMap,
  Service: validateService,
  DaemonSet: validateDaemonSet,
  Job: validateJob,
  Role: (role, _old, errors) => validateRole(role, errors),
  ClusterRole: (role, _old, errors) => validateRole(role, errors),
  RoleBinding: validateBinding,
  ClusterRoleBinding: validateBinding,
  ValidatingAdmissionPolicy: (policy, _old, errors) => validatePolicy(policy, errors),
  ValidatingAdmissionPolicyBinding: (binding, _old, errors) => validatePolicyBinding(binding, errors),
  PodMonitor: (monitor, _old, errors) => validateMonitor(monitor, errors),
  ServiceMonitor: (monitor, _old, errors) => validateMonitor(monitor, errors),
  PrometheusRule: (rule, _old, errors) => validatePrometheusRule(rule, errors),
};

/** What names of a kind must be, where that is not a DNS subdomain. */
const NAMES: Readonly<Record<string, Check>> = {
  // A namespace's name becomes a DNS label.
  Namespace: dnsLabel,
  // Events written through core/v1 are not checked, for old clients' sake.
  Event: () => [],
  // So does a service's, which must also begin with a letter.
  Service: serviceName,
  Role: pathSegment,
  ClusterRole: pathSegment,
  RoleBinding: pathSegment,
  ClusterRoleBinding: pathSegment,
};

/** @param old the stored object on an update. */
export function validate(resource: Resource, object: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  validateMetadata(resource, object, errors);
  RULES[resource.kind]?.(object, old, errors, resource);
}

const MAX_ANNOTATIONS = 256 * 1024;

function validateMetadata(resource: Resource, { metadata }: KubeObject, errors: FieldErrors): void {
  if (!metadata.name) errors.required('metadata.name', 'name or generateName is required');
  else errors.check('metadata.name', metadata.name, (NAMES[resource.kind] ?? dnsSubdomain)(metadata.name));
  validateLabels(metadata.labels, 'metadata.labels', errors);
  let size = 0;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    errors.check('metadata.annotations', key, qualifiedName(key.toLowerCase()));
    size += key.length + value.length;
  }
  if (size > MAX_ANNOTATIONS) errors.invalid('metadata.annotations', '', `may not be more than ${MAX_ANNOTATIONS} bytes`);
}
