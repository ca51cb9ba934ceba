/** The sandboxes of the last list with their networks. `PodSandboxStatus` is called again only for a sandbox that changed. */
import type { CriClient } from './client.ts';
import type { Clock } from './clock.ts';
import { CriError, criError } from './cri-error.ts';
import type { ListedSandbox, Sandbox, SandboxNetwork } from './sandbox.ts';

/** A sandbox whose shim hangs holds one of these for one deadline. All others go on. */
const MAX_STATUS_CALLS = 8;
const RETRY_MS = 2_000;

interface Entry {
  readonly listed: ListedSandbox;
  network: SandboxNetwork;
  /** `at`: when the network may be asked for again, by the clock. */
  status: 'due' | 'asked' | 'known' | { readonly error: CriError; readonly at: number };
}

export class SandboxSet {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #entries = new Map<string, Entry>();
  #sandboxes: ReadonlyMap<string, Sandbox> | undefined;
  readonly #calls = new Set<Promise<void>>();

  /** @param onChange Called when a sandbox came, went or changed, or its network became known or could not be read. */
  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** By id. The map is never changed: after `onChange` this is another one. */
  get sandboxes(): ReadonlyMap<string, Sandbox> {
    this.#sandboxes ??= new Map([...this.#entries].map(([id, { listed, network }]) => [id, { ...listed, network }]));
    return this.#sandboxes;
  }

  /** The failure of a status call for a sandbox that is ready. */
  get trouble(): CriError | undefined {
    for (const { listed, status } of this.#entries.values()) {
      if (typeof status !== 'object' || !listed.ready || status.error.reason === 'gone') continue;
      return new CriError(status.error.reason, `sandbox of ${listed.namespace}/${listed.name}: ${status.error.message}`);
    }
    return undefined;
  }

  replace(listing: readonly ListedSandbox[]): void {
    const ids = new Set(listing.map(({ id }) => id));
    let isChanged = false;
    for (const id of this.#entries.keys()) if (!ids.has(id)) isChanged = this.#entries.delete(id);
    for (const listed of listing) {
      const before = this.#entries.get(listed.id);
      if (before?.listed.ready === listed.ready) continue;
      isChanged = true;
      // A sandbox never moves to another network namespace. So the known one stays until the status answers.
      this.#entries.set(listed.id, { listed, network: before?.network ?? { kind: 'unknown' }, status: 'due' });
    }
    if (isChanged) this.#changed();
  }

  /** Begins the status calls that are due, a few at a time. First calls go before repeated ones, which may hang again. */
  ask(client: CriClient): void {
    const entries = [...this.#entries];
    const first = entries.filter(([, { status }]) => status === 'due');
    const repeated = entries.filter(([, { status }]) => typeof status === 'object' && this.#clock.now() >= status.at);
    for (const [id, entry] of [...first, ...repeated].slice(0, MAX_STATUS_CALLS - this.#calls.size)) {
      entry.status = 'asked';
      const call = this.#ask(client, id, entry).finally(() => {
        this.#calls.delete(call);
        // A broken connection ends all its calls. The next list opens another.
        if (!isBroken(entry)) this.ask(client);
      });
      this.#calls.add(call);
    }
  }

  /** Resolves when no status call is running. */
  async settled(): Promise<void> {
    while (this.#calls.size > 0) await Promise.all(this.#calls);
  }

  async #ask(client: CriClient, id: string, entry: Entry): Promise<void> {
    const begun = this.#clock.now();
    try {
      const network = await client.network(id);
      if (network.kind === 'unknown') throw new CriError('garbage', 'its status names neither an address nor a network namespace');
      entry.network = network;
      entry.status = 'known';
    } catch (error) {
      const now = this.#clock.now();
      entry.status = { error: criError(error), at: now + Math.max(RETRY_MS, 4 * (now - begun)) };
    }
    if (this.#entries.get(id) === entry) this.#changed();
  }

  #changed(): void {
    this.#sandboxes = undefined;
    this.#onChange();
  }
}

function isBroken({ status }: Entry): boolean {
  return typeof status === 'object' && status.error.reason === 'missing';
}
