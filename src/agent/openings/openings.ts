/**
 * The openings that are in force now. An opening lasts at most its duration by the monotonic clock from the moment that this agent received it, and
 * never past its end by the wall clock. So a clock that steps back does not prolong it. One that has ended stays ended.
 */
import type { Opening, OpeningsRead } from './opening.ts';
import { nameOf } from './target.ts';

/** Milliseconds. */
export interface Clocks {
  /** Since the epoch. May step. */
  readonly now: () => number;
  readonly monotonic: () => number;
}

const CLOCKS: Clocks = { now: () => Date.now(), monotonic: () => performance.now() };

/** The clocks of the administrator and the node may differ by this much. An opening that starts later has no effect yet. */
const SKEW_MS = 300_000;

/** Old entries are forgotten beyond this number. */
const MOST_KNOWN = 1_000;

export interface ActiveOpening {
  readonly opening: Opening;
  /** Milliseconds since the epoch, by the clock of this node. */
  readonly endsAt: number;
}

interface Entry extends ActiveOpening {
  readonly from: number;
  readonly until: number;
  /** By the monotonic clock. */
  readonly deadline: number;
  hasEnded: boolean;
}

interface PodName {
  readonly namespace: string;
  readonly name: string;
}

export interface OpeningsOptions {
  readonly node: string;
  /** An opening lasts at most this long. 0: no pod is opened. */
  readonly maxMs: number;
  readonly clocks?: Clocks;
}

export class Openings {
  readonly #node: string;
  readonly #maxMs: number;
  readonly #clocks: Clocks;
  /** Every opening that was received, by its content. A document that comes back starts no time again, even if the clock steps back meanwhile. */
  readonly #known = new Map<string, Entry>();
  #current: readonly Entry[] = [];
  #problem: string | undefined;

  constructor({ node, maxMs, clocks = CLOCKS }: OpeningsOptions) {
    this.#node = node;
    this.#maxMs = maxMs;
    this.#clocks = clocks;
  }

  /** Why the document has no effect. Undefined: it is valid. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The ConfigMap changed, or cannot be read. */
  take(read: OpeningsRead): void {
    this.#problem = 'problem' in read ? read.problem : undefined;
    const openings = 'openings' in read ? [...read.openings.values()] : [];
    this.#current = openings.map(opening => this.#entry(opening));
    const listed = new Set(this.#current);
    for (const [key, entry] of this.#known) if (this.#known.size > MOST_KNOWN && !listed.has(entry)) this.#known.delete(key);
  }

  /** Those in force that concern this node, in the order of the document. */
  get active(): readonly ActiveOpening[] {
    return this.#current.filter(entry => this.#isActive(entry) && (entry.opening.scope !== 'node' || entry.opening.name === this.#node));
  }

  /**
   * The opening of an endpoint that these pods of this node claim. It is open only while each of them is.
   * @param pods At least one.
   */
  openingOf(pods: readonly PodName[]): ActiveOpening | undefined {
    const { active } = this;
    const openings = pods.map(pod => byEnd(active.filter(({ opening }) => this.#concerns(opening, pod))).at(-1));
    const found = openings.filter(opening => opening !== undefined);
    return found.length === openings.length ? byEnd(found)[0] : undefined;
  }

  #concerns({ scope, namespace, name }: Opening, pod: PodName): boolean {
    if (scope === 'node') return name === this.#node;
    if (scope === 'namespace') return name === pod.namespace;
    return namespace === pod.namespace && name === pod.name;
  }

  #entry(opening: Opening): Entry {
    const key = [opening.scope, nameOf(opening), opening.from, opening.until].join(' ');
    const known = this.#known.get(key);
    if (known) return known;
    const [from, until] = [Date.parse(opening.from), Date.parse(opening.until)];
    const now = this.#clocks.now();
    const lastsMs = Math.max(0, Math.min(until - from, until - now, this.#maxMs));
    const deadline = this.#clocks.monotonic() + lastsMs;
    const entry: Entry = { opening, from, until, deadline, endsAt: Math.min(until, now + lastsMs), hasEnded: false };
    this.#known.set(key, entry);
    return entry;
  }

  #isActive(entry: Entry): boolean {
    return !this.#isOver(entry) && this.#clocks.now() >= entry.from - SKEW_MS;
  }

  #isOver(entry: Entry): boolean {
    entry.hasEnded ||= this.#clocks.monotonic() >= entry.deadline || this.#clocks.now() >= entry.until;
    return entry.hasEnded;
  }
}

function byEnd(openings: readonly ActiveOpening[]): ActiveOpening[] {
  return openings.toSorted((a, b) => a.endsAt - b.endsAt);
}
