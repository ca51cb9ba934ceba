/** Pods of the size that a real API server stores, about 3.7 KB: with the fields of controllers, admission plugins, kubelet and managedFields. */
import { podDefaults, qosClass } from '../src/simulator/kube/defaults/pod.ts';
import type { KubeObject } from '../src/simulator/kube/object.ts';
import { runningStatus } from '../src/simulator/kube/pod-status.ts';
import type { RawPod } from './cluster.ts';

const HOST = '10.64.0.4';

/** Without managedFields, which the store records. */
export function realistic({ status, spec, ...raw }: RawPod): KubeObject {
  const { name, uid } = raw.metadata;
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: name.slice(0, -6), uid, controller: true, blockOwnerDeletion: true };
  const { containers, ...rest } = spec as { containers: { env: object[] }[] };
  const pod: KubeObject = {
    ...raw,
    metadata: { ...raw.metadata, generateName: name.slice(0, -5), generation: 1, ownerReferences: [owner] },
    spec: { ...rest, containers: containers.map(container => ({ ...container, env: container.env.slice(0, 2) })) },
  };
  podDefaults(pod);
  pod.status = { ...runningStatus(pod, [status.podIP], [HOST]), qosClass: qosClass(pod) };
  return pod;
}
