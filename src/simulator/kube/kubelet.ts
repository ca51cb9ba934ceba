/**
 * The scheduler and the kubelet of every simulated node. A write is answered when its consequences are stored, except for those that wait: for a
 * grace period, a hook or a duration of the node.
 */
import { isDeepStrictEqual } from 'node:util';
import { canonical } from '../../core/address.ts';
import type { Change } from './history.ts';
import { Host } from './host.ts';
import { PODS } from './kinds.ts';
import { nodeObject, type SimulatedNode } from './node.ts';
import { type KubeObject, keyOf } from './object.ts';
import { onePerFamily, runningStatus, sandboxFailure, scheduledStatus, startingStatus, unschedulableStatus } from './pod-status.ts';
import { PodWorker } from './pod-worker.ts';
import { schedule } from './scheduler.ts';
import { Steps } from './steps.ts';
import type { Store } from './store.ts';

export interface KubeletOptions {
  /** Milliseconds of a second in grace periods and hooks. Default 1,000. */
  readonly second?: number;
  /** Containers run until their grace period ends. Default false: they stop at once. */
  readonly gracePeriods?: boolean;
}

export class Kubelet {
  readonly #store: Store;
  readonly #second: number;
  readonly #hasGracePeriods: boolean;
  readonly #steps = new Steps();
  readonly #hosts = new Map<string, Host>();
  /** By uid. */
  readonly #workers = new Map<string, PodWorker>();
  /** By uid: the grace period of a terminating pod in seconds. */
  readonly #graces = new Map<string, number>();
  #paused = false;

  constructor(store: Store, { second = 1_000, gracePeriods = false }: KubeletOptions = {}) {
    this.#store = store;
    this.#second = second;
    this.#hasGracePeriods = gracePeriods;
    store.onChange(change => this.#changed(change));
  }

  /** Registers the Node object and starts to run its pods. */
  join(node: SimulatedNode): void {
    this.#hosts.set(node.name, new Host(node));
    this.#store.seed([nodeObject(node)]);
    this.#resync();
  }

  /** Stops scheduling, starting and ending pods on all nodes until `resume()`. Pods stay pending or terminating. */
  pause(): void {
    this.#paused = true;
    this.#steps.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#steps.resume();
    for (const [uid, worker] of this.#workers) if (this.#store.get('pods', worker.key)?.metadata.uid !== uid) this.#stop(uid);
    this.#resync();
  }

  /** Drops what is still to come for all pods. */
  close(): void {
    this.#steps.close();
  }

  /** The id of a pod's HNS endpoint. Undefined if the pod has none. @param podKey `namespace/name`. */
  endpointOf(podKey: string): string | undefined {
    return this.#workerOf(podKey)?.endpoint;
  }

  /** The id of a pod's newest sandbox, if it has one. @param podKey `namespace/name`. */
  sandboxOf(podKey: string): string | undefined {
    return this.#workerOf(podKey)?.sandbox;
  }

  /**
   * A pod's sandbox dies, and the pod goes on in another. Its status shows the old addresses until the containers have started again.
   * @param podKey `namespace/name`. @param addresses That the pod has afterwards.
   */
  replaceSandbox(podKey: string, addresses: 'same' | 'other' = 'same'): void {
    this.#workerOf(podKey)?.replaceSandbox(addresses === 'same');
  }

  #workerOf(podKey: string): PodWorker | undefined {
    return this.#workers.get(this.#store.get('pods', podKey)?.metadata.uid ?? '');
  }

  #resync(): void {
    for (const pod of this.#store.list('pods')) this.#sync(pod);
  }

  #changed({ store, key, object, previous, deleted }: Change): void {
    if (store !== 'pods' || this.#paused) return;
    if (deleted) this.#stop(object.metadata.uid!);
    // Another pod by the same name is in its place.
    else if (previous && previous.metadata.uid !== object.metadata.uid) this.#stop(previous.metadata.uid!);
    // A newer change follows.
    if (!deleted && this.#store.get(store, key) === object) this.#sync(object);
  }

  #sync(pod: KubeObject): void {
    const uid = pod.metadata.uid!;
    const { nodeName } = pod.spec ?? {};
    const host = this.#hosts.get(nodeName);
    const { phase = 'Pending' } = pod.status ?? {};
    // A pod of a node without a kubelet stays as it is, terminating or not.
    if (nodeName && !host) return;
    if (pod.metadata.deletionTimestamp !== undefined) this.#terminate(pod);
    else if (!nodeName) this.#schedule(pod);
    else if (!host) return;
    else if (phase === 'Pending' || phase === 'Running') {
      if (!this.#workers.has(uid)) this.#start(pod, host);
    } else this.#stop(uid);
  }

  #schedule(pod: KubeObject): void {
    // Every created pod is pending. A pod seeded without a status is left unchanged.
    if (pod.status?.phase !== 'Pending') return;
    const nodes = [...this.#hosts.keys()].map(name => this.#store.get('nodes', name)).filter(node => node !== undefined);
    const nodeName = schedule(pod, nodes);
    if (nodeName !== undefined) {
      this.#store.put('pods', { ...pod, spec: { ...pod.spec, nodeName }, status: scheduledStatus(pod) });
    } else if (pod.status?.conditions === undefined) {
      this.#store.put('pods', { ...pod, status: unschedulableStatus(pod, nodes.length) });
    }
  }

  /** A pod that has its addresses already (seeded) keeps them. */
  #start(pod: KubeObject, host: Host): void {
    const uid = pod.metadata.uid!;
    const given = givenAddresses(pod);
    const isRunning = pod.status?.phase === 'Running' && given.length > 0;
    const hostAddresses = onePerFamily(host.addresses);
    let isWaiting = !isRunning;
    const worker = new PodWorker(pod, {
      host,
      steps: this.#steps,
      second: this.#second,
      onRunning: addresses => {
        isWaiting = false;
        this.#report(pod, addresses.length > 0 ? addresses : given.length > 0 ? given : hostAddresses, hostAddresses);
      },
      onFailed: error => {
        isWaiting = false;
        this.#workers.delete(uid);
        this.#store.seed([sandboxFailure(pod, host.node.name, error)]);
      },
    });
    this.#workers.set(uid, worker);
    worker.start(given, isRunning);
    if (isWaiting) this.#setStatus(pod, startingStatus(pod, hostAddresses));
  }

  #report(started: KubeObject, addresses: readonly string[], hostAddresses: readonly string[]): void {
    const pod = this.#store.get('pods', keyOf(started));
    if (pod?.metadata.uid !== started.metadata.uid) return;
    if (pod!.status?.phase === 'Running' && isDeepStrictEqual(givenAddresses(pod!), addresses)) return;
    this.#setStatus(pod!, runningStatus(pod!, addresses, hostAddresses));
  }

  #setStatus(pod: KubeObject, status: object): void {
    this.#store.put('pods', this.#store.managed(PODS, pod, { ...pod, status }, { name: 'kubelet', subresource: 'status' }));
  }

  /** Containers run until the grace period ends. Only a shorter period replaces it. */
  #terminate(pod: KubeObject): void {
    const uid = pod.metadata.uid!;
    const seconds = this.#hasGracePeriods ? (pod.metadata.deletionGracePeriodSeconds ?? 0) : 0;
    const running = this.#graces.get(uid);
    if (running !== undefined && running <= seconds) return;
    this.#graces.set(uid, seconds);
    this.#steps.after(seconds * this.#second, () => {
      if (this.#graces.get(uid) !== seconds) return;
      this.#graces.delete(uid);
      this.#stop(uid, () => this.#end(keyOf(pod), uid));
    });
  }

  /** A pod that still has a finalizer stays, without a sandbox. */
  #end(key: string, uid: string): void {
    const pod = this.#store.get('pods', key);
    if (pod?.metadata.uid !== uid) return;
    if ((pod!.metadata.finalizers ?? []).length === 0) this.#store.remove('pods', key);
    else if (pod!.metadata.deletionGracePeriodSeconds !== 0) {
      this.#store.put('pods', { ...pod!, metadata: { ...pod!.metadata, deletionGracePeriodSeconds: 0 } });
    }
  }

  #stop(uid: string, onEnded: () => void = () => {}): void {
    const worker = this.#workers.get(uid);
    if (!worker) onEnded();
    worker?.stop(() => {
      this.#workers.delete(uid);
      onEnded();
    });
  }
}

function givenAddresses({ status }: KubeObject): string[] {
  const texts: string[] = status?.podIPs?.map(({ ip }: { ip: string }) => ip) ?? (status?.podIP ? [status.podIP] : []);
  return texts.map(text => canonical(text) ?? text);
}
