/** Looks at HNS: lists its endpoints, and judges whether HNS as a whole can be read. */
import type { HnsClient } from '../../hns/client.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';
import type { HnsReader } from './hns-reader.ts';
import { ServiceProcess, type ServiceProcessObserver } from './service-process.ts';

export interface HnsLookObserver extends ServiceProcessObserver {
  readable(): void;
  /** HNS as a whole cannot be read. @param error UnsupportedError if Windows or HNS is too old. */
  unreadable(error: unknown): void;
}

export interface HnsLookOptions {
  readonly client: Pick<HnsClient, 'serviceProcess'>;
  readonly reader: HnsReader;
  readonly observer: HnsLookObserver;
  /** HNS runs in another process, and may have lost ACLs. */
  readonly restarted: () => void;
  /** The networks are read once in this time. */
  readonly resyncMs: number;
}

/** Milliseconds between two looks. */
export const LOOK_MS = 1_000;
/** While an endpoint is expected. */
const EXPECTANT_LOOK_MS = 250;
/** A look that fails is cheap, and the next one finds new pods. */
const MOST_LOOK_MS = 10_000;

export class HnsLook {
  readonly #reader: HnsReader;
  readonly #observer: HnsLookObserver;
  readonly #service: ServiceProcess;
  readonly #resyncMs: number;
  #hasLooked = false;
  /** Looks in a row that failed. */
  #failures = 0;
  #isSuspect = false;
  #isDown = false;
  #networksReadAt = Number.NEGATIVE_INFINITY;

  constructor({ client, reader, observer, restarted, resyncMs }: HnsLookOptions) {
    this.#reader = reader;
    this.#observer = observer;
    this.#resyncMs = resyncMs;
    this.#service = new ServiceProcess(client, {
      restarted: () => {
        observer.restarted();
        restarted();
      },
      processUnknown: error => observer.processUnknown(error),
    });
  }

  /** HNS is unavailable, so work on endpoints would only fail. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** The last look failed. */
  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  /** The last look succeeded, and no read since then failed because HNS was unavailable. */
  get isCertain(): boolean {
    return this.#hasLooked && !this.hasFailed && !this.#isSuspect;
  }

  /** @returns True if the next look must show whether HNS as a whole fails. @param error Of a read of one endpoint. */
  suspect(error: unknown): boolean {
    this.#isSuspect ||= isUnavailable(error);
    return this.#isSuspect;
  }

  /** Never rejects. @returns The GUIDs of all endpoints, and whether earlier looks had failed. Undefined if HNS cannot be read. */
  async look(): Promise<{ readonly ids: readonly string[]; readonly wasAway: boolean } | undefined> {
    // Not awaited: a service control manager that hangs must not delay the look.
    void this.#service.check();
    let ids: readonly string[];
    try {
      if (!this.#hasLooked) await this.#reader.requireSupported();
      await this.#refreshNetworks();
      ids = await this.#reader.endpointIds();
    } catch (error) {
      this.#failures++;
      this.#isSuspect = false;
      this.#isDown = isUnavailable(error);
      this.#observer.unreadable(error);
      return undefined;
    }
    const wasAway = this.hasFailed;
    this.#failures = 0;
    this.#isSuspect = false;
    this.#isDown = false;
    this.#hasLooked = true;
    this.#observer.readable();
    return { ids, wasAway };
  }

  /** Milliseconds until the next look. @param isExpectant An endpoint is expected. */
  intervalMs(isExpectant: boolean): number {
    if (this.hasFailed) return Math.min(MOST_LOOK_MS, LOOK_MS * 2 ** Math.min(this.#failures, 10));
    return isExpectant ? EXPECTANT_LOOK_MS : LOOK_MS;
  }

  async #refreshNetworks(): Promise<void> {
    if (performance.now() - this.#networksReadAt < this.#resyncMs) return;
    await this.#reader.refreshNetworks();
    this.#networksReadAt = performance.now();
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof HnsError && error.code === 'unavailable';
}
