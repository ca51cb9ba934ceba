/** Defaults of pods and pod templates (k/k pkg/apis/core/v1/defaults.go). */
import type { KubeObject } from '../object.ts';
import { fill } from './fill.ts';

type Json = Record<string, unknown>;

interface Probe extends Json {
  httpGet?: Json;
}
interface Container extends Json {
  image?: string;
  ports?: { containerPort?: number; hostPort?: number; protocol?: string }[];
  env?: { valueFrom?: { fieldRef?: Json } }[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
}
interface Volume {
  configMap?: Json;
  secret?: Json;
  downwardAPI?: Json;
  projected?: Json;
  hostPath?: Json;
  emptyDir?: Json;
}

/** Defaults of pods, but not of templates. The last fields come from the admission plugins ServiceAccount, Priority and DefaultTolerationSeconds. */
export function podDefaults(pod: KubeObject): void {
  fill(pod, { spec: {} });
  const { spec } = pod;
  podSpecDefaults(spec);
  fill(spec, { enableServiceLinks: true });
  fill(spec, { preemptionPolicy: 'PreemptLowerPriority', priority: 0, serviceAccountName: spec.serviceAccount ?? 'default' });
  fill(spec, { serviceAccount: spec.serviceAccountName });
  spec.tolerations = withDefaultTolerations(spec.tolerations ?? []);
  // Times that Go writes even if they are empty.
  for (const condition of pod.status?.conditions ?? []) fill(condition, { lastProbeTime: null, lastTransitionTime: null });
}

interface Toleration {
  key?: string;
  effect?: string;
}

/** Admission plugin DefaultTolerationSeconds: a pod stays on a failed node for five minutes. */
function withDefaultTolerations(tolerations: readonly Toleration[]): Toleration[] {
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    taint => !tolerations.some(({ key, effect }) => (!key || key === taint) && (!effect || effect === 'NoExecute')),
  );
  return [...tolerations, ...missing.map(key => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))];
}

export function podSpecDefaults(spec: KubeObject['spec']): void {
  fill(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
  });
  // Two names of one field.
  if (spec.serviceAccountName) fill(spec, { serviceAccount: spec.serviceAccountName });
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])] as Container[]) containerDefaults(container, spec);
  for (const volume of (spec.volumes ?? []) as Volume[]) volumeDefaults(volume);
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
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) fill(valueFrom.fieldRef, { apiVersion: 'v1' });
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (!probe) continue;
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    if (probe.httpGet) fill(probe.httpGet, { path: '/', scheme: 'HTTP' });
  }
}

const FILE_MODE = 0o644;

function volumeDefaults(volume: Volume): void {
  for (const source of [volume.configMap, volume.secret, volume.downwardAPI, volume.projected])
    if (source) fill(source, { defaultMode: FILE_MODE });
  if (volume.hostPath) fill(volume.hostPath, { type: '' });
  // A volume without a source is an emptyDir.
  if (Object.keys(volume).every(key => key === 'name')) volume.emptyDir = {};
}

export function qosClass(pod: KubeObject): string {
  const resources: { requests?: Json; limits?: Json }[] = (pod.spec.containers ?? []).map(
    (container: Container) => container.resources ?? {},
  );
  if (!resources.some(({ requests, limits }) => requests || limits)) return 'BestEffort';
  const guaranteed = resources.every(({ requests, limits }) =>
    ['cpu', 'memory'].every(name => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name]),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
