/** The pods of other policy engines on this node, as the API server has them. */
import { z } from 'zod';
import { keyOf } from '../../core/model.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import { readPod } from '../../kube/read/pod.ts';
import { ENGINE_APPS, engineOf } from '../enforcement/other-engines.ts';
import type { EnginePods } from './hns.ts';
import type { Send } from './permissions.ts';

const PATIENCE_MS = 8_000;
/** Each engine has one pod on a node. */
const MOST = 100;
const podList = z.object({ items: z.array(z.unknown()) });

/** The keys of pods that have not ended. */
export async function enginePods(node: string, send: Send): Promise<EnginePods> {
  const query = {
    fieldSelector: `spec.nodeName=${node}`,
    labelSelector: `k8s-app in (${ENGINE_APPS.join(',')})`,
    limit: `${MOST}`,
  };
  try {
    const { items } = podList.parse(await send({ path: '/api/v1/pods', query, patience: () => PATIENCE_MS }));
    const pods = items.flatMap(item => readPod(item).value ?? []);
    const found = new Map<Engine, string[]>();
    for (const pod of pods) {
      const engine = engineOf(pod);
      if (engine !== undefined && !pod.finished) found.set(engine, [...(found.get(engine) ?? []), keyOf(pod)]);
    }
    return found;
  } catch (error) {
    return { problem: error instanceof z.ZodError ? 'the answer is no list of pods' : (error as Error).message };
  }
}
