/**
 * Detects a restart of HNS by the process id of its service (docs/reference/hns-api.md §1.5). A restart can lose ACLs and be over before any call
 * fails. Without the process id a restart shows only in failing calls, and lost ACLs are found by the rolling read.
 */
import type { HnsClient } from '../../hns/client.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';

export interface ServiceProcessObserver {
  /** HNS runs in another process than at the last check. */
  restarted(): void;
  /** The process id cannot be read. Called once. */
  processUnknown(error: unknown): void;
}

export class ServiceProcess {
  readonly #client: Pick<HnsClient, 'serviceProcess'>;
  readonly #observer: ServiceProcessObserver;
  #last: number | undefined;
  #isRunning = false;
  #isReported = false;
  /** The bridge knows the call, or has not been asked yet. */
  #isSupported = true;

  constructor(client: Pick<HnsClient, 'serviceProcess'>, observer: ServiceProcessObserver) {
    this.#client = client;
    this.#observer = observer;
  }

  /** Never rejects. One check at a time: a check that hangs occupies a single call. */
  async check(): Promise<void> {
    if (this.#isRunning || !this.#isSupported) return;
    this.#isRunning = true;
    try {
      this.#compare(await this.#client.serviceProcess());
    } catch (error) {
      this.#isSupported = !(error instanceof HnsError && error.code === 'rejected');
      if (!this.#isReported) this.#observer.processUnknown(error);
      this.#isReported = true;
    } finally {
      this.#isRunning = false;
    }
  }

  #compare(process: number): void {
    // A stopped service has no process. The next process differs from the last one.
    if (process === 0) return;
    const isRestart = this.#last !== undefined && this.#last !== process;
    this.#last = process;
    if (isRestart) this.#observer.restarted();
  }
}
