/** The pods that have a label, for the label keys that selectors use. */
import type { Anchor } from './anchor.ts';
import type { Labels, Pod } from './model.ts';
import type { PodSlots } from './pod-slots.ts';

interface Key {
  readonly byValue: Map<string, Set<number>>;
  users: number;
}

const NO_LABELS: Labels = {};

export class PodsByLabel {
  readonly #keys = new Map<string, Key>();
  readonly #pods: ReadonlyMap<string, Pod>;
  readonly #slots: PodSlots;

  /** @param pods All pods of the cluster, each with a slot. */
  constructor(pods: ReadonlyMap<string, Pod>, slots: PodSlots) {
    this.#pods = pods;
    this.#slots = slots;
  }

  /** The key is kept current until `release`. The first call for a key reads every pod. */
  use(key: string): void {
    const known = this.#keys.get(key);
    if (known) {
      known.users++;
      return;
    }
    const byValue = new Map<string, Set<number>>();
    for (const [podKey, { labels }] of this.#pods) if (Object.hasOwn(labels, key)) add(byValue, labels[key]!, this.#slots.of(podKey)!);
    this.#keys.set(key, { byValue, users: 1 });
  }

  release(key: string): void {
    const known = this.#keys.get(key)!;
    known.users--;
    if (known.users === 0) this.#keys.delete(key);
  }

  /** @param anchor Its key is in use. */
  count(anchor: Anchor): number {
    return this.#setsOf(anchor).reduce((sum, { size }) => sum + size, 0);
  }

  /** The slots of the pods with the label. @param anchor Its key is in use. */
  *of(anchor: Anchor): Generator<number> {
    for (const slots of this.#setsOf(anchor)) yield* slots;
  }

  /** Call it for each pod that came, changed or went. */
  move(slot: number, before: Labels = NO_LABELS, after: Labels = NO_LABELS): void {
    if (before === after || this.#keys.size === 0) return;
    for (const key in before) if (before[key] !== after[key]) remove(this.#keys.get(key)?.byValue, before[key]!, slot);
    for (const key in after) {
      const known = before[key] === after[key] ? undefined : this.#keys.get(key);
      if (known) add(known.byValue, after[key]!, slot);
    }
  }

  #setsOf({ key, values }: Anchor): ReadonlySet<number>[] {
    const { byValue } = this.#keys.get(key)!;
    return values ? values.flatMap(value => byValue.get(value) ?? []) : [...byValue.values()];
  }
}

function add(byValue: Map<string, Set<number>>, value: string, slot: number): void {
  const slots = byValue.get(value);
  if (slots) slots.add(slot);
  else byValue.set(value, new Set([slot]));
}

function remove(byValue: Map<string, Set<number>> | undefined, value: string, slot: number): void {
  const slots = byValue?.get(value);
  slots?.delete(slot);
  if (slots?.size === 0) byValue!.delete(value);
}
