import type { SandboxConfig } from '../cri/documents.ts';
import type { KubeObject } from './object.ts';

const SOURCE = 'kubernetes.io/config.source';
const HASH = 'kubernetes.io/config.hash';
/** Marks the API's copy of a static pod. */
const MIRROR = 'kubernetes.io/config.mirror';

/** The pod as its kubelet passes it to the container runtime. A static pod has its hash as uid there, which differs from that of its mirror pod. */
export function sandboxConfig(pod: KubeObject): SandboxConfig {
  const { namespace, name, uid, labels, annotations = {} } = pod.metadata;
  const hash = annotations[MIRROR] && annotations[HASH];
  const { [SOURCE]: _, [MIRROR]: _mirror, ...own } = annotations;
  return {
    namespace: namespace!,
    name: name!,
    uid: hash || uid!,
    annotations: hash ? { ...own, [SOURCE]: 'file' } : own,
    ...(labels && { labels }),
    // On Windows only HostProcess pods are on the host's network.
    hostProcess: pod.spec?.hostNetwork === true,
  };
}
