/** A Windows node's containerd, reduced to pod sandboxes and the order of its steps. The kubelet drives it, `SimulatedCriServer` serves it. */
import { createHash } from 'node:crypto';
import {
  type ContainerEvent,
  type EventType,
  listItem,
  type PodNetwork,
  type SandboxConfig,
  type SandboxRecord,
  sandboxInfo,
  sandboxStatus,
} from './documents.ts';
import { BroadcastFeed, type EventFeed, SharedFeed } from './event-feed.ts';
import { RuntimeProcess } from './runtime-process.ts';

export interface SimulatedContainerdOptions {
  /** For instance `1.6.20`, `1.7.27` (default), `2.0.4`. Events are as that version has them: missing in 1.6, shared in 1.7. */
  readonly version?: string;
}

export interface RunSteps {
  /** CNI ADD: makes the network namespace and the endpoint. If it throws, there is no sandbox. Not called for HostProcess pods. */
  readonly setUpNetwork: () => PodNetwork | Promise<PodNetwork>;
  /** Starts the pause container. If it throws, there is no sandbox, and the network is torn down. */
  readonly startPause?: () => void | Promise<void>;
  /** CNI DEL, where the pause container did not start. */
  readonly tearDownNetwork?: (network: PodNetwork) => void | Promise<void>;
}

export interface ContainerSteps {
  readonly name: string;
  /** Before the container is created: pulling its image. */
  readonly pullImage?: () => void | Promise<void>;
  /** The container runs. */
  readonly onStarted?: () => void;
  /** The kubelet reports no container of the pod as started before this has ended. */
  readonly postStart?: () => void | Promise<void>;
}

export class SimulatedContainerd {
  readonly version: string;
  readonly process = new RuntimeProcess();
  readonly #records = new Map<string, SandboxRecord>();
  readonly #containers = new Map<string, Set<string>>();
  readonly #attempts = new Map<string, number>();
  readonly #feed: EventFeed | undefined;
  #ids = 0;

  constructor({ version = '1.7.27' }: SimulatedContainerdOptions = {}) {
    this.version = version;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    this.#feed = major >= 2 ? new BroadcastFeed() : minor >= 7 ? new SharedFeed() : undefined;
  }

  /** RunPodSandbox: network, then pause container, and only then is the sandbox listed and its events sent. @returns Its id. */
  async runSandbox(config: SandboxConfig, steps: RunSteps): Promise<string> {
    if (config.hostProcess) {
      await steps.startPause?.();
      return this.addSandbox(config);
    }
    const network = await steps.setUpNetwork();
    try {
      await steps.startPause?.();
    } catch (error) {
      await steps.tearDownNetwork?.(network);
      throw error;
    }
    return this.addSandbox(config, network);
  }

  /** The last step of RunPodSandbox alone, for a kubelet that has done the others. @returns The id. */
  addSandbox(config: SandboxConfig, network?: PodNetwork): string {
    const id = this.#newId();
    const key = `${config.namespace}/${config.name}/${config.uid}`;
    const attempt = config.attempt ?? this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, attempt + 1);
    this.#records.set(id, { id, config, attempt, createdAt: Date.now(), ...(network && { network }), ready: true, networkClosed: false });
    this.#containers.set(id, new Set());
    this.#send('CREATED', id, id);
    this.#send('STARTED', id, id);
    return id;
  }

  /** The kubelet's part after RunPodSandbox, one container after another. Resolves when the pod's status would show its address. */
  async startContainers(sandboxId: string, containers: readonly ContainerSteps[]): Promise<void> {
    for (const { pullImage, onStarted, postStart } of containers) {
      await pullImage?.();
      this.startContainer(sandboxId);
      onStarted?.();
      await postStart?.();
    }
  }

  /** CreateContainer and StartContainer. */
  startContainer(sandboxId: string): void {
    const container = this.#newId();
    this.#containers.get(sandboxId)?.add(container);
    this.#send('CREATED', container, sandboxId);
    this.#send('STARTED', container, sandboxId);
  }

  /** The pause container ended by itself: not ready, and the network is still there. */
  crash(sandboxId: string): void {
    const record = this.#records.get(sandboxId);
    if (!record?.ready) return;
    record.ready = false;
    this.#send('STOPPED', sandboxId, sandboxId);
  }

  /** The first half of StopPodSandbox: containers and pause container end. The network stays. Repeatable. */
  endContainers(sandboxId: string): void {
    for (const container of this.#containers.get(sandboxId) ?? []) this.#send('STOPPED', container, sandboxId);
    this.#containers.get(sandboxId)?.clear();
    this.crash(sandboxId);
  }

  /** StopPodSandbox: containers, pause container, then CNI DEL. Repeatable. */
  stopSandbox(sandboxId: string, tearDownNetwork?: () => void): void {
    this.endContainers(sandboxId);
    const record = this.#records.get(sandboxId);
    if (!record || record.networkClosed || !record.network) return;
    tearDownNetwork?.();
    record.networkClosed = true;
  }

  /** RemovePodSandbox; stops it first. Repeatable. */
  removeSandbox(sandboxId: string, tearDownNetwork?: () => void): void {
    this.stopSandbox(sandboxId, tearDownNetwork);
    this.#containers.delete(sandboxId);
    if (this.#records.delete(sandboxId)) this.#send('DELETED', sandboxId, sandboxId);
  }

  /** CRI `Version`. */
  describeVersion(): object {
    return { version: '0.1.0', runtimeName: 'containerd', runtimeVersion: this.version, runtimeApiVersion: 'v1' };
  }

  /** CRI `ListPodSandbox`. */
  list(): object {
    return { items: [...this.#records.values()].map(listItem) };
  }

  /** CRI `PodSandboxStatus`; undefined: NOT_FOUND. */
  status(sandboxId: string, verbose: boolean): object | undefined {
    const record = this.#records.get(sandboxId);
    const major = Number.parseInt(this.version, 10);
    return record && { status: sandboxStatus(record), info: verbose ? { info: sandboxInfo(record, major) } : {} };
  }

  /** CRI `GetContainerEvents`; undefined: UNIMPLEMENTED. @returns Ends the subscription. */
  subscribe(receive: (event: ContainerEvent) => void): (() => void) | undefined {
    return this.#feed?.subscribe(receive);
  }

  #send(type: EventType, containerId: string, sandboxId: string): void {
    const record = this.#records.get(sandboxId);
    this.#feed?.send({
      containerId,
      containerEventType: `CONTAINER_${type}_EVENT`,
      createdAt: `${Date.now()}000000`,
      ...(record && { podSandboxStatus: sandboxStatus(record) }),
    });
  }

  /** 64 hexadecimal digits, the same in each run. */
  #newId(): string {
    return createHash('sha256')
      .update(`container ${this.#ids++}`)
      .digest('hex');
  }
}
