/** Faults that tests plant: which calls they meet, and what becomes of those calls. Deterministic: probabilities are drawn from a seed. */
import { type CallSite, isPart } from './calls.ts';
import type { Hresult } from './hresult.ts';
import type { NativeFunction } from './native.ts';

/** Which calls, and then what. Several effects of one fault happen in the order of the fields. */
export interface Fault {
  /** Default: every function except Open and Close. */
  readonly on?: NativeFunction | readonly NativeFunction[];
  /** Only calls for this object, GUID in any case. */
  readonly id?: string;
  /** Let so many of these calls pass first. */
  readonly skip?: number;
  /** Meet so many calls, then none; default: all. */
  readonly times?: number;
  /** 0 to 1; default 1. */
  readonly probability?: number;

  /** Runs before HNS looks at the call: a race with somebody else's change. */
  readonly run?: () => void;
  /** Milliseconds, through setTimeout. */
  readonly delay?: number | ((call: CallSite) => number);
  /** The call returns only when `release` is called. */
  readonly hang?: boolean;
  readonly fail?: Hresult;
  /** A Modify answers S_OK and does nothing. */
  readonly swallow?: boolean;
  /** The call takes effect first: what hangs or fails is only its answer. */
  readonly afterEffect?: boolean;
}

/** What the faults that met one call make of it. */
export interface Fate {
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

  /** @returns Takes the fault away again; calls that already hang stay so until `release`. */
  plant(fault: Fault): () => void {
    const planted = { fault, seen: 0, met: 0 };
    this.#planted.add(planted);
    return () => this.#planted.delete(planted);
  }

  /** Lets hanging calls go on, to take effect if they have not yet. */
  release(): void {
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  /** Takes every fault away and lets hanging calls go on. */
  clear(): void {
    this.#planted.clear();
    this.release();
  }

  /** All that were not taken away. */
  get planted(): readonly Fault[] {
    return [...this.#planted].map(({ fault }) => fault);
  }

  /** How many calls hang now. */
  get hanging(): number {
    return this.#waiting.size;
  }

  /** Settles when `release` is called. */
  hang(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    return promise;
  }

  fateOf(call: CallSite): Fate {
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
