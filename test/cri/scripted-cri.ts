/** CRI connections to a scripted runtime, with a manual clock. */
import type { CriClient } from '../../src/cri/client.ts';
import { CriError, type CriErrorReason } from '../../src/cri/cri-error.ts';
import type { ListedSandbox, SandboxNetwork } from '../../src/cri/sandbox.ts';
import type { ManualClock } from './manual-clock.ts';

const DEADLINE_MS = 5_000;

export class ScriptedCri {
  version = '1.7.27';
  readonly sandboxes = new Map<string, ListedSandbox>();
  readonly networks = new Map<string, SandboxNetwork>();
  unreadable = 0;
  /** The duration of a list, in milliseconds. */
  listMs = 0;
  /** The failure of every call. */
  failure: CriErrorReason | undefined;
  /** Sandboxes whose status call never returns. */
  readonly hanging = new Set<string>();
  /** Start time of each list. */
  readonly lists: number[] = [];
  /** The sandboxes whose status was requested, in order. */
  readonly statuses: string[] = [];
  statusesAtOnce = 0;
  connections = 0;
  open = 0;
  versions = 0;
  /** The receivers of events, one per connection. */
  readonly receivers = new Set<{ readonly onEvent: () => void; readonly onEnd: (error: CriError) => void }>();
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  add(id: string, ready = true): void {
    this.sandboxes.set(id, { id, ready, namespace: 'demo', name: `pod-${id}`, uid: `uid-${id}`, attempt: 0, createdAt: 1, labels: {} });
    this.networks.set(id, { kind: 'pod', addresses: ['10.0.0.1'], networkNamespace: `namespace-${id}` });
  }

  event(): void {
    for (const { onEvent } of this.receivers) onEvent();
  }

  readonly connect = (): CriClient => {
    this.connections++;
    this.open++;
    let isClosed = false;
    let receiver: { onEvent: () => void; onEnd: (error: CriError) => void } | undefined;
    const fail = async () => {
      if (this.failure === 'hangs') await this.#clock.sleep(DEADLINE_MS);
      if (this.failure) throw new CriError(this.failure, `scripted: ${this.failure}`);
      if (isClosed) throw new CriError('missing', 'closed');
    };
    return {
      version: async () => {
        this.versions++;
        await fail();
        return { name: 'containerd', version: this.version };
      },
      sandboxes: async () => {
        this.lists.push(this.#clock.now());
        if (this.listMs > 0) await this.#clock.sleep(this.listMs);
        await fail();
        return { sandboxes: [...this.sandboxes.values()], unreadable: this.unreadable };
      },
      network: async id => {
        this.statuses.push(id);
        if (this.hanging.has(id)) {
          this.statusesAtOnce++;
          await this.#clock.sleep(DEADLINE_MS);
          this.statusesAtOnce--;
          throw new CriError('hangs', 'scripted: hangs');
        }
        await fail();
        const network = this.networks.get(id);
        if (!network) throw new CriError('gone', 'not found');
        return network;
      },
      events: (onEvent, onEnd) => {
        receiver = { onEvent, onEnd };
        this.receivers.add(receiver);
      },
      close: () => {
        if (!isClosed) this.open--;
        isClosed = true;
        if (receiver) this.receivers.delete(receiver);
      },
    };
  };
}
