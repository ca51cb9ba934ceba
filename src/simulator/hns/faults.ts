/** Faults that tests plant: the calls they match and their effects. Probabilities are drawn from a seed, so they are deterministic. */
import { type CallSite, isPart } from './calls.ts';
import type { Hresult } from './hresult.ts';
import type { NativeFunction } from './native.ts';

/** The first fields select calls, the others are effects. Several effects of one fault happen in the order of the fields. */
export interface Fault {
  /** Default: all functions except Open and Close. */
  readonly on?: NativeFunction | readonly NativeFunction[];
  /** Only calls for this object. GUID in any case. */
  readonly id?: string;
  /** Number of matching calls to skip first. */
  readonly skip?: number;
  /** Number of calls to affect. Default: all. */
  readonly times?: number;
  /** 0 to 1. Default 1. */
  readonly probability?: number;

  /** Runs before HNS handles the call, to simulate a race with another writer. */
  readonly run?: () => void;
  /** Milliseconds, with setTimeout. */
  readonly delay?: number | ((call: CallSite) => number);
  /** The call returns only after `release`. */
  readonly hang?: boolean;
  readonly fail?: Hresult;
  /** A Modify returns S_OK without a change. */
  readonly swallow?: boolean;
  /** The call takes effect before it hangs or fails. */
  readonly afterEffect?: boolean;
}

/** The combined effect of all faults that match one call. */
export interface PlannedFault {
  readonly run: readonly (() => void)[];
  readonly delay: number;
  readonly hang: boolean;
  readonly fail: Hresult | undefined;
  readonly swallow: boolean;
  readonly afterEffect: boolean;
}

interface Planted {
  readonly fault: Fault;
  seen: number;
  met: number;
}

export class Faults {
  readonly #planted = new Set<Planted>();
  readonly #waiting = new Set<() => void>();
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** @returns A function that removes the fault. Calls that already hang wait for `release`. */
  plant(fault: Fault): () => void {
    const planted = { fault, seen: 0, met: 0 };
    this.#planted.add(planted);
    return () => this.#planted.delete(planted);
  }

  /** Continues hanging calls. They take effect if they have not yet. */
  release(): void {
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  /** Removes all faults and continues hanging calls. */
  clear(): void {
    this.#planted.clear();
    this.release();
  }

  /** Number of hanging calls. */
  get hanging(): number {
    return this.#waiting.size;
  }

  /** Settles after `release`. */
  hang(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    return promise;
  }

  plannedFault(call: CallSite): PlannedFault {
    const met = [...this.#planted].filter(planted => this.#meets(planted, call)).map(planted => planted.fault);
    return {
      run: met.flatMap(fault => fault.run ?? []),
      delay: met.reduce((sum, { delay = 0 }) => sum + (typeof delay === 'number' ? delay : delay(call)), 0),
      hang: met.some(fault => fault.hang === true),
      fail: met.find(fault => fault.fail !== undefined)?.fail,
      swallow: met.some(fault => fault.swallow === true),
      afterEffect: met.some(fault => fault.afterEffect === true),
    };
  }

  #meets(planted: Planted, call: CallSite): boolean {
    const { on, id, skip = 0, times = Number.POSITIVE_INFINITY, probability = 1 } = planted.fault;
    const named = on === undefined ? !isPart(call.name) : typeof on === 'string' ? on === call.name : on.includes(call.name);
    if (!named || (id !== undefined && id.toLowerCase() !== call.id)) return false;
    if (++planted.seen <= skip || planted.met >= times) return false;
    if (probability < 1 && this.#random() >= probability) return false;
    planted.met++;
    return true;
  }
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
