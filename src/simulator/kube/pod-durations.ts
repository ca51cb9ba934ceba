/** Durations of the steps in a pod's life on its node, in milliseconds. */
import type { KubeObject } from './object.ts';

export interface PodDurations {
  /** From the endpoint to the ready sandbox. */
  readonly sandbox: number;
  /** Of each container, before it starts: the image is pulled and the container is created. */
  readonly image: number;
  /** From the last container's start to the address in the pod's status. */
  readonly report: number;
  /** From the end of the containers to the removal of the endpoint. */
  readonly tearDown: number;
}

export const AT_ONCE: PodDurations = { sandbox: 0, image: 0, report: 0, tearDown: 0 };

interface Hook {
  readonly sleep?: { readonly seconds?: number };
  readonly exec?: { readonly command?: readonly string[] };
}

interface Container {
  readonly lifecycle?: { readonly postStart?: Hook };
}

/** @returns For each container of the pod the seconds that its `postStart` hook takes: those of `sleep`, or of the command `sleep N`. Else 0. */
export function hookSeconds(pod: KubeObject): readonly number[] {
  const containers: readonly Container[] = pod.spec?.containers ?? [];
  return containers.map(({ lifecycle }) => {
    const { sleep, exec } = lifecycle?.postStart ?? {};
    const [command, seconds] = exec?.command ?? [];
    return sleep?.seconds ?? (command === 'sleep' ? Number(seconds) || 0 : 0);
  });
}
