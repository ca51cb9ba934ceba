import { createHash } from 'node:crypto';
import type { RawPod } from '../cluster.ts';

/** The pod as an API server sends it: 3.7 KB, half of it managedFields. */
export function realisticPod(pod: RawPod, resourceVersion: number): object {
  const uid = uidOf(pod.metadata.uid);
  const account = `kube-api-access-${uid.slice(-5)}`;
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: pod.metadata.name.slice(0, -6),
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      uid,
      generateName: `${owner.name}-`,
      resourceVersion: String(resourceVersion),
      creationTimestamp: TIME,
      ownerReferences: [owner],
      managedFields: managedFields(uid),
    },
    spec: {
      ...pod.spec,
      containers: [{ ...CONTAINER, name: 'app' }],
      volumes: [
        { name: account, projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }], defaultMode: 420 } },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      ...pod.status,
      conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
      hostIP: '10.64.0.7',
      startTime: TIME,
      qosClass: 'Burstable',
    },
  };
}

/** As random as a real one, because it decides how well a list compresses. */
function uidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const TIME = '2026-01-01T00:00:00Z';
const SETTINGS = 4;
const CONTAINER = {
  image: 'registry.example/app:1.0',
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: Array.from({ length: SETTINGS }, (_, n) => ({ name: `SETTING_${n}`, value: `value-${n}` })),
  resources: { requests: { cpu: '100m', memory: '128Mi' } },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
};

function condition(type: string): object {
  return { type, status: 'True', lastProbeTime: null, lastTransitionTime: TIME };
}

/** Of kube-controller-manager, which created the pod, and of the kubelet. */
function managedFields(uid: string): object[] {
  const container = {
    '.': {},
    'f:env': keyed('name', SETTINGS),
    'f:image': {},
    'f:imagePullPolicy': {},
    'f:name': {},
    'f:ports': keyed('containerPort', 1),
  };
  const spec = { 'f:containers': { 'k:{"name":"app"}': container }, 'f:dnsPolicy': {}, 'f:enableServiceLinks': {}, 'f:restartPolicy': {} };
  const owners = { '.': {}, [`k:{"uid":"${uid}"}`]: {} };
  const metadata = { 'f:generateName': {}, 'f:labels': { '.': {}, 'f:app': {}, 'f:pod-template-hash': {} }, 'f:ownerReferences': owners };
  const conditions = { 'f:lastProbeTime': {}, 'f:lastTransitionTime': {}, 'f:status': {}, 'f:type': {} };
  const types = ['ContainersReady', 'Initialized', 'PodReadyToStartContainers', 'Ready'];
  const status = {
    'f:conditions': Object.fromEntries(types.map(type => [`k:{"type":"${type}"}`, { '.': {}, ...conditions }])),
    'f:hostIP': {},
    'f:phase': {},
    'f:podIP': {},
    'f:podIPs': {},
    'f:startTime': {},
  };
  const entry = { operation: 'Update', apiVersion: 'v1', time: TIME, fieldsType: 'FieldsV1' };
  return [
    { manager: 'kube-controller-manager', ...entry, fieldsV1: { 'f:metadata': metadata, 'f:spec': spec } },
    { manager: 'kubelet', ...entry, fieldsV1: { 'f:status': status }, subresource: 'status' },
  ];
}

function keyed(name: string, count: number): object {
  const fields = Array.from({ length: count }, (_, n) => [`k:{"${name}":"SETTING_${n}"}`, { '.': {}, 'f:name': {}, 'f:value': {} }]);
  return Object.fromEntries(fields);
}
