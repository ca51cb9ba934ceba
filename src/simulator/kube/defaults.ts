/** What the API server fills in when an object is written: the defaults of each kind, and what creation adds. Changes the given object. */
import type { KubeObject } from './object.ts';

type Json = Record<string, unknown>;
interface Container extends Json {
  image?: string;
  ports?: { containerPort?: number; hostPort?: number; protocol?: string }[];
}

/** On every write of the kind, new or not. */
export function applyDefaults(object: KubeObject): void {
  DEFAULTS[object.kind]?.(object);
}

/** On creation: the status a client may not set, and what admission adds. */
export function prepareForCreate(object: KubeObject): void {
  if (object.kind === 'Pod') object.status = { phase: 'Pending', qosClass: qosClass(object) };
  if (object.kind === 'Namespace') object.status = { phase: 'Active' };
  if (object.kind === 'NetworkPolicy') object.metadata.generation = 1;
}

const DEFAULTS: Readonly<Record<string, (object: KubeObject) => void>> = {
  Namespace(namespace) {
    const { metadata } = namespace;
    metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name ?? '' };
    fill(namespace, { spec: {} });
    fill(namespace.spec, { finalizers: ['kubernetes'] });
  },

  // networking/v1/defaults.go: a rule decides only by presence, so `egress: []` (which is absent by now) does not isolate.
  NetworkPolicy(policy) {
    fill(policy, { spec: {} });
    const { spec } = policy;
    fill(spec, { podSelector: {} });
    spec.policyTypes ??= spec.egress ? ['Ingress', 'Egress'] : ['Ingress'];
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of rule.ports ?? []) fill(port, { protocol: 'TCP' });
    }
  },

  RoleBinding: bindingDefaults,
  ClusterRoleBinding: bindingDefaults,

  Pod(pod) {
    fill(pod, { spec: {} });
    const { spec } = pod;
    fill(spec, {
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      securityContext: {},
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
    });
    spec.serviceAccountName ??= spec.serviceAccount ?? 'default';
    spec.serviceAccount ??= spec.serviceAccountName;
    for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])] as Container[]) containerDefaults(container, spec);
  },
};

/** rbac/v1/defaults.go */
function bindingDefaults(binding: KubeObject): void {
  const apiGroup = 'rbac.authorization.k8s.io';
  if (binding.roleRef) fill(binding.roleRef, { apiGroup });
  for (const subject of binding.subjects ?? []) if (subject.kind === 'User' || subject.kind === 'Group') fill(subject, { apiGroup });
}

function containerDefaults(container: Container, spec: Json): void {
  const latest = !/[@:][^/]*$/.test(container.image ?? '') || container.image!.endsWith(':latest');
  fill(container, {
    imagePullPolicy: latest ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  for (const port of container.ports ?? []) {
    fill(port, { protocol: 'TCP' });
    if (spec.hostNetwork && port.containerPort !== undefined) port.hostPort ??= port.containerPort;
  }
}

function qosClass(pod: KubeObject): string {
  const resources: { requests?: Json; limits?: Json }[] = (pod.spec.containers ?? []).map(
    (container: Container) => container.resources ?? {},
  );
  if (!resources.some(({ requests, limits }) => requests || limits)) return 'BestEffort';
  const guaranteed = resources.every(({ requests, limits }) =>
    ['cpu', 'memory'].every(name => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name]),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function fill(object: object, values: Json): void {
  const target = object as Json;
  for (const [key, value] of Object.entries(values)) target[key] ??= value;
}
