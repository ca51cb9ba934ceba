/** Tracks pods of this node that have an address but no endpoint yet, and reports those that wait too long. */
import { keyOf, type Pod } from '../../core/model.ts';

export const WAITING = { pollMs: 1_000, patienceMs: 60_000 };

export class Waiting {
  readonly #options: typeof WAITING;
  /** By UID: start of the wait in monotonic milliseconds. */
  readonly #since = new Map<string, number>();
  readonly #given = new Set<string>();

  constructor(options: typeof WAITING = WAITING) {
    this.#options = options;
  }

  /** @returns Keys of the pods that have now waited longer than `patienceMs`. Each pod is returned once. */
  see(pods: readonly Pod[]): readonly string[] {
    const now = performance.now();
    const uids = new Set(pods.map(pod => pod.uid));
    for (const uid of this.#since.keys()) if (!uids.has(uid)) this.#forget(uid);
    for (const uid of uids) if (!this.#since.has(uid)) this.#since.set(uid, now);
    const late = pods.filter(pod => now - this.#since.get(pod.uid)! >= this.#options.patienceMs);
    const overdue = late.filter(pod => !this.#given.has(pod.uid));
    for (const pod of overdue) this.#given.add(pod.uid);
    return overdue.map(keyOf);
  }

  #forget(uid: string): void {
    this.#since.delete(uid);
    this.#given.delete(uid);
  }
}
