/** Pods of the size that a real API server stores, about 4.2 KB: with the fields of controllers, admission plugins, kubelet and managedFields. */
import { createHash } from 'node:crypto';
import { podDefaults, qosClass } from '../src/simulator/kube/defaults/pod.ts';
import type { KubeObject } from '../src/simulator/kube/object.ts';
import { runningStatus } from '../src/simulator/kube/pod-status.ts';
import type { RawPod } from './cluster.ts';

const HOST = '10.64.0.4';

/** Without managedFields, which the store records. */
export function realistic({ status, spec, ...raw }: RawPod): KubeObject {
  const { name } = raw.metadata;
  const uid = uidOf(raw.metadata.uid);
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: name.slice(0, -6), uid, controller: true, blockOwnerDeletion: true };
  const { containers, ...rest } = spec as { containers: { env: object[] }[] };
  const pod: KubeObject = {
    ...raw,
    metadata: { ...raw.metadata, uid, generateName: name.slice(0, -5), generation: 1, ownerReferences: [owner] },
    spec: { ...rest, containers: containers.map(({ env, ...container }) => container) },
  };
  podDefaults(pod);
  pod.status = { ...runningStatus(pod, [status.podIP], [HOST]), qosClass: qosClass(pod) };
  return pod;
}

/** As random as a real one, because it decides how well a list compresses. */
function uidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
