/** Calls HNS in this process, through edge-js, the bridge and computenetwork.dll. The first call loads them. */
import { type Bridge, defaultAssembly, loadBridge } from './edge-bridge.ts';
import { HnsError } from './hns-error.ts';
import { nativeError } from './native-failure.ts';
import { type NotBegun, Slots } from './slots.ts';
import type { HcnFunction, Transport } from './transport.ts';

export interface EdgeOptions {
  /** Path of HnsPolicy.Bridge.dll. Default: in the bin folder of the PowerShell module, beside `src` or `dist`. */
  readonly assembly?: string;
  /** Milliseconds that callers wait for an answer. This transport sets no deadline. `Deadline` does. */
  readonly timeoutMs: number;
  /** Maximum concurrent native calls, each on its own thread. Other calls wait. Default 16. The bridge allows 64. */
  readonly atOnce?: number;
}

export class EdgeTransport implements Transport {
  readonly #assembly: string;
  readonly #slots: Slots;
  #bridge: Bridge | undefined;
  #unloadable: unknown;
  #closed = false;

  constructor({ assembly = defaultAssembly(), timeoutMs, atOnce = 16 }: EdgeOptions) {
    this.#assembly = assembly;
    this.#slots = new Slots(atOnce, timeoutMs);
  }

  /** Native calls that have not returned although their callers no longer wait. Each holds a thread until the process ends. */
  get hung(): number {
    return this.#slots.hung;
  }

  async call(name: HcnFunction, id: string, document: string): Promise<string> {
    const answer = await this.#slots.use(async () => {
      if (this.#closed) throw new HnsError('unavailable', { function: name }, `${name}: the transport is closed`);
      return { of: await this.#load(name)({ name, id, document }) };
    });
    if (typeof answer === 'string') throw notBegun(name, answer);
    if (typeof answer.of === 'string') return answer.of;
    throw nativeError(answer.of);
  }

  /** .NET cannot be unloaded, and a hung call keeps the process alive. End the process with `process.exit`. */
  async close(): Promise<void> {
    this.#closed = true;
  }

  /** Loads once. A library that failed to load cannot be loaded into the same process later. */
  #load(name: HcnFunction): Bridge {
    if (this.#unloadable) throw this.#unloadable;
    try {
      this.#bridge ??= loadBridge(name, this.#assembly);
      return this.#bridge;
    } catch (error) {
      this.#unloadable = error;
      throw error;
    }
  }
}

function notBegun(name: HcnFunction, why: NotBegun): HnsError {
  const [code, text] = NOT_BEGUN[why];
  return new HnsError(code, { function: name }, `${name}: not tried, ${text}`);
}

const NOT_BEGUN = {
  'all-hung': ['unavailable', 'all native calls that may run at once are hung'],
  'too-late': ['timeout', 'earlier calls did not return in time'],
} as const;
