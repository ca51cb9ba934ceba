/** Runs one pod on its node in the kubelet's order: endpoint, sandbox, containers, status. At its end: containers, endpoint, addresses. */
import type { Host } from './host.ts';
import type { PodEndpoint } from './node.ts';
import { type KubeObject, keyOf } from './object.ts';
import { AT_ONCE, hookSeconds, type PodDurations } from './pod-durations.ts';
import { sandboxConfig } from './sandbox-config.ts';
import type { Steps } from './steps.ts';

export interface PodWorkerOptions {
  readonly host: Host;
  readonly steps: Steps;
  /** Milliseconds of a second in a hook. */
  readonly second: number;
  /** All containers have started. @param addresses Of the pod. Empty on the host's network. */
  readonly onRunning: (addresses: readonly string[]) => void;
  /** The pod has no address or no endpoint. It can be started again. */
  readonly onFailed: (error: unknown) => void;
}

export class PodWorker {
  /** `namespace/name`. */
  readonly key: string;
  readonly #pod: KubeObject;
  readonly #options: PodWorkerOptions;
  readonly #durations: PodDurations;
  #addresses: readonly string[] = [];
  #endpoint: PodEndpoint | undefined;
  /** Ids of its sandboxes; the last one is the current one. */
  readonly #sandboxes: string[] = [];
  /** Set once the pod stops: called when all of it is gone. */
  #onEnded: (() => void)[] | undefined;
  #turn = 0;

  constructor(pod: KubeObject, options: PodWorkerOptions) {
    this.key = keyOf(pod);
    this.#pod = pod;
    this.#options = options;
    this.#durations = { ...AT_ONCE, ...options.host.node.durations };
  }

  /** GUID. Absent: the node has no HNS, or the pod has no network of its own. */
  get endpoint(): string | undefined {
    return this.#endpoint?.id;
  }

  /** Id of the current sandbox. */
  get sandbox(): string | undefined {
    return this.#sandboxes.at(-1);
  }

  /** @param given Addresses that the pod has already. @param isRunning Its containers run already: no step takes time. */
  start(given: readonly string[], isRunning: boolean): void {
    const durations = isRunning ? AT_ONCE : this.#durations;
    this.#next(0, () => this.#runSandbox(given, durations));
  }

  /** The sandbox died: the kubelet removes it and runs the pod in another. @param sameAddresses The pod keeps its addresses. */
  replaceSandbox(sameAddresses: boolean): void {
    if (this.sandbox === undefined || this.#onEnded) return;
    this.#endContainers();
    this.#next(this.#durations.tearDown, () => {
      const before = this.#addresses;
      this.#removeEndpoint();
      this.#runSandbox(sameAddresses ? before : [], this.#durations);
      if (!sameAddresses) this.#options.host.free(before);
    });
  }

  /** @param onEnded Called when endpoint, addresses and sandboxes are gone. */
  stop(onEnded: () => void): void {
    if (this.#onEnded) {
      this.#onEnded.push(onEnded);
      return;
    }
    this.#onEnded = [onEnded];
    this.#next(0, () => {
      this.#endContainers();
      this.#next(this.#endpoint ? this.#durations.tearDown : 0, () => {
        this.#tearDown();
        for (const id of this.#sandboxes) this.#containerd?.removeSandbox(id);
        for (const ended of this.#onEnded ?? []) ended();
      });
    });
  }

  get #containerd() {
    return this.#options.host.node.containerd;
  }

  /** RunPodSandbox: the endpoint comes first, and the sandbox is ready later. */
  #runSandbox(given: readonly string[], durations: PodDurations): void {
    const { host, onFailed } = this.#options;
    const { uid } = this.#pod.metadata;
    try {
      if (!this.#isOnHostNetwork) {
        this.#addresses = host.allocate(given);
        this.#endpoint = host.node.hns?.addEndpoint({ podKey: this.key, uid: uid!, addresses: this.#addresses });
      }
    } catch (error) {
      this.#tearDown();
      onFailed(error);
      return;
    }
    this.#next(durations.sandbox, () => {
      const network = this.#endpoint && { networkNamespace: this.#endpoint.namespace, addresses: this.#addresses };
      const id = this.#containerd?.addSandbox(sandboxConfig(this.#pod), network);
      if (id !== undefined) this.#sandboxes.push(id);
      this.#startContainers(hookSeconds(this.#pod), durations);
    });
  }

  /** One after the other. Each waits for the hook of the one before. */
  #startContainers([hook, ...others]: readonly number[], durations: PodDurations): void {
    const { second, onRunning } = this.#options;
    if (hook === undefined) {
      this.#next(durations.report, () => onRunning(this.#addresses));
      return;
    }
    this.#next(durations.image, () => {
      if (this.sandbox !== undefined) this.#containerd!.startContainer(this.sandbox);
      this.#next(durations === AT_ONCE ? 0 : hook * second, () => this.#startContainers(others, durations));
    });
  }

  #endContainers(): void {
    if (this.sandbox !== undefined) this.#containerd!.endContainers(this.sandbox);
  }

  #tearDown(): void {
    this.#removeEndpoint();
    this.#options.host.free(this.#addresses);
    this.#addresses = [];
  }

  /** CNI DEL, the last step of StopPodSandbox. */
  #removeEndpoint(): void {
    try {
      if (this.#endpoint) this.#options.host.node.hns!.removeEndpoint(this.#endpoint.id);
    } catch {
      // The endpoint stays behind, stale, as after a CNI plugin that failed.
    }
    this.#endpoint = undefined;
    if (this.sandbox !== undefined) this.#containerd!.stopSandbox(this.sandbox);
  }

  get #isOnHostNetwork(): boolean {
    return this.#pod.spec?.hostNetwork === true;
  }

  /** Replaces the step that is still to come. Each step needs the container runtime. */
  #next(milliseconds: number, step: () => void): void {
    const turn = ++this.#turn;
    const due = () => {
      if (turn === this.#turn) step();
    };
    const process = this.#containerd?.process;
    this.#options.steps.after(milliseconds, process ? () => process.whenRunning(due) : due);
  }
}
