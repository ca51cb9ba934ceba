/** The pods that one peer of a policy selects, kept current as pods and namespaces come and go. */
import { type Address, type AddressSet, parseAddress } from './address.ts';
import { type Interval, type Intervals, subtract, union } from './interval.ts';
import type { Pod, Selector } from './model.ts';
import { matches, selectorKey } from './selector.ts';

/** Where a peer looks for pods: one namespace by name (the policy's own) or all that a selector matches. */
export type Scope = string | Selector;

export class Members {
  /** Equal for peers that select alike. */
  readonly id: string;
  readonly scope: Scope;
  readonly selector: Selector;
  /** Moves when an address or a named port of a member may have changed; equal versions mean equal answers. */
  version = 0;
  readonly #pods = new Map<string, Pod>();
  readonly #v4 = new CountedSet<number>();
  readonly #v6 = new CountedSet<bigint>();
  #addresses: AddressSet | undefined;

  constructor(scope: Scope, selector: Selector) {
    // A namespace's name holds no space and no quote, so the two forms of scope never meet.
    this.id = `${typeof scope === 'string' ? scope : selectorKey(scope)} ${selectorKey(selector)}`;
    this.scope = scope;
    this.selector = selector;
  }

  get pods(): Iterable<Pod> {
    return this.#pods.values();
  }

  /** The same object again until a member's address comes or goes. */
  get addresses(): AddressSet {
    this.#addresses ??= { v4: this.#v4.intervals(), v6: this.#v6.intervals() };
    return this.#addresses;
  }

  /** Takes the pod's present state in; `undefined` when it is gone or out of scope. */
  put(key: string, pod: Pod | undefined): void {
    const before = this.#pods.get(key);
    const after = pod && isPeer(pod) && matches(this.selector, pod.labels) ? pod : undefined;
    if (after) this.#pods.set(key, after);
    else this.#pods.delete(key);
    const moved = !sameList(before?.addresses, after?.addresses);
    if (moved) {
      for (const text of before?.addresses ?? []) this.#count(parseAddress(text)!, -1);
      for (const text of after?.addresses ?? []) this.#count(parseAddress(text)!, 1);
      this.#addresses = undefined;
    }
    if (moved || !samePorts(before, after)) this.version++;
  }

  #count(address: Address, by: 1 | -1): void {
    if (address.family === 4) this.#v4.count(address.value, by);
    else this.#v6.count(address.value, by);
  }
}

/** Only pods of the pod network that live and have an address are anyone's peer; the others' traffic is their node's, or nobody's. */
function isPeer(pod: Pod): boolean {
  return !pod.hostNetwork && !pod.finished && pod.addresses.length > 0;
}

/** A set of numbers in which each may be held several times: two pods can own one address for a moment. */
class CountedSet<T extends number | bigint> {
  readonly #counts = new Map<T, number>();
  readonly #touched = new Set<T>();
  #intervals: Intervals<T> = [];

  count(value: T, by: 1 | -1): void {
    const count = (this.#counts.get(value) ?? 0) + by;
    if (count === 0) this.#counts.delete(value);
    else this.#counts.set(value, count);
    this.#touched.add(value);
  }

  /** Only what was touched since the last call is worked in, so that one pod among many thousands costs little. */
  intervals(): Intervals<T> {
    const added: Interval<T>[] = [];
    const removed: Interval<T>[] = [];
    for (const value of this.#touched) (this.#counts.has(value) ? added : removed).push([value, value]);
    this.#touched.clear();
    if (removed.length > 0) this.#intervals = subtract(this.#intervals, union(removed));
    if (added.length > 0) this.#intervals = union([...this.#intervals, ...added]);
    return this.#intervals;
  }
}

function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

function samePorts(a: Pod | undefined, b: Pod | undefined): boolean {
  const [left, right] = [a?.ports ?? [], b?.ports ?? []];
  return (
    left.length === right.length &&
    left.every(({ name, protocol, port }, i) => {
      const other = right[i]!;
      return name === other.name && protocol === other.protocol && port === other.port;
    })
  );
}
