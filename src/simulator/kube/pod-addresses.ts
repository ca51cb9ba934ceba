/** `status.podIP` and `status.podIPs` are one field under two names (k/k pkg/apis/core/v1 conversion). */
import type { KubeObject } from './object.ts';

/** The first of podIPs is podIP. If they differ, podIP is the only address. */
export function matchPodAddresses(pod: KubeObject): KubeObject {
  const { podIP, podIPs = [] } = pod.status ?? {};
  if (podIP === undefined || podIPs[0]?.ip === podIP) return pod;
  return { ...pod, status: { ...pod.status, podIPs: [{ ip: podIP }] } };
}
