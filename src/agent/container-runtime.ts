/** The container runtime of this node: its sandboxes and its health. It may be absent. */
import { withTimeout } from '../async/timers.ts';
import type { CriHealth } from '../cri/cri-health.ts';
import type { Sandbox } from '../cri/sandbox.ts';
import { SandboxWatch, type SandboxWatchOptions } from '../cri/sandbox-watch.ts';

export type ContainerRuntimeOptions = Omit<SandboxWatchOptions, 'endpoint' | 'connect' | 'clock'> & {
  /** Absent: pods are known by the addresses that the API server reports, which is not an error. */
  readonly cri: Pick<SandboxWatchOptions, 'endpoint' | 'connect'> | undefined;
};

/** The container runtime answers within milliseconds, or not at all. */
const FIRST_SANDBOXES_MS = 5_000;

export class ContainerRuntime {
  readonly #watch: SandboxWatch | undefined;

  constructor({ cri, ...options }: ContainerRuntimeOptions) {
    this.#watch = cri && new SandboxWatch({ ...cri, ...options });
  }

  /** Undefined: the agent uses no container runtime. */
  get sandboxes(): (() => ReadonlyMap<string, Sandbox>) | undefined {
    const watch = this.#watch;
    return watch && (() => watch.sandboxes);
  }

  /** Undefined: the agent uses no container runtime. */
  get health(): CriHealth | undefined {
    return this.#watch?.health;
  }

  /** False: new pods are open until the kubelet reports their addresses, although the container runtime should name them. */
  get isAsConfigured(): boolean {
    return this.#watch === undefined || this.#watch.health.state === 'connected';
  }

  /** Resolves when the sandboxes are known, or cannot be known soon. */
  async start(): Promise<void> {
    if (!this.#watch) return;
    this.#watch.start();
    await withTimeout(this.#watch.firstAttempt, FIRST_SANDBOXES_MS);
  }

  /** To be called when a new sandbox may be expected. */
  reconsider(): void {
    this.#watch?.reconsider();
  }

  stop(): void {
    this.#watch?.stop();
  }
}
