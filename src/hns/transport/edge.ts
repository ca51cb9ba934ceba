/** HNS by native calls: edge-js, the bridge, computenetwork.dll. Nothing is loaded before the first call. */
import { type Bridge, defaultAssembly, loadBridge } from './edge-bridge.ts';
import { HnsError } from './hns-error.ts';
import { nativeError } from './native-failure.ts';
import { type NotBegun, Slots } from './slots.ts';
import type { HcnFunction, Transport } from './transport.ts';

export interface EdgeOptions {
  /** Path of HnsPolicy.Bridge.dll; default: in the bin folder of the PowerShell module, beside `src` or `dist`. */
  readonly assembly?: string;
  /** Milliseconds that callers wait for an answer. The transport itself sets no deadline; `Deadline` does. */
  readonly timeoutMs: number;
  /** Native calls at once, each on a thread of its own; more wait. Default 16; the bridge allows 64. */
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

  /** Native calls that nobody waits for any more and that have not come back. Each holds a thread until the process ends. */
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

  /** .NET cannot be unloaded, and a call that hangs keeps the process alive: end it by `process.exit`. */
  async close(): Promise<void> {
    this.#closed = true;
  }

  /** Once: what could not be loaded into a process cannot be loaded into it later. */
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
  'all-hung': ['unavailable', 'as many calls as are allowed at once have not come back'],
  'too-late': ['timeout', 'earlier calls did not come back in time'],
} as const;
