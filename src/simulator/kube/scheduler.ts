/** Selects the node of a pod. */
import type { KubeObject } from './object.ts';

/**
 * The first schedulable node, Linux before Windows, that has every label of the pod's nodeSelector.
 * @param nodes Node objects in the order in which they joined.
 */
export function schedule(pod: KubeObject, nodes: readonly KubeObject[]): string | undefined {
  const wanted: Record<string, string> = pod.spec?.nodeSelector ?? {};
  const fitting = nodes.filter(({ metadata, spec }) => {
    return spec?.unschedulable !== true && Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value);
  });
  const linux = fitting.find(({ metadata }) => metadata.labels?.['kubernetes.io/os'] === 'linux');
  return (linux ?? fitting[0])?.metadata.name;
}
