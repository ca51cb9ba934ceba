/** The pods that one peer of a policy selects, updated as pods and namespaces change. */
import { type AddressSet, parseAddress } from './address.ts';
import { isInPodNetwork, sameAddresses } from './claims.ts';
import { type Interval, type Intervals, subtract, union } from './interval.ts';
import { keyOf, type Pod, type Selector } from './model.ts';
import { matches, selectorKey } from './selector.ts';

/** The namespaces that a peer selects pods from: the policy's own by name, or all namespaces that match a selector. */
export type Scope = string | Selector;

export class SelectorIndex {
  /** Equal for peers that select the same pods. */
  readonly id: string;
  readonly scope: Scope;
  readonly selector: Selector;
  /** Increases when an address of a selected pod, its owner, or a named port may have changed. Equal versions give equal results. */
  version = 0;
  readonly #pods = new Map<string, Pod>();
  readonly #owners: (address: string) => readonly Pod[];
  readonly #v4 = new NumberSet<number>();
  readonly #v6 = new NumberSet<bigint>();
  #addresses: AddressSet | undefined;

  /** @param owners Looks up the owners of an address in the whole cluster. Must be current before `put` and `reclaim` are called. */
  constructor(scope: Scope, selector: Selector, owners: (address: string) => readonly Pod[]) {
    // The name of a namespace contains no space and no quote, so the two forms of scope cannot produce the same id.
    this.id = `${typeof scope === 'string' ? scope : selectorKey(scope)} ${selectorKey(selector)}`;
    this.scope = scope;
    this.selector = selector;
    this.#owners = owners;
  }

  get pods(): Iterable<Pod> {
    return this.#pods.values();
  }

  /**
   * The addresses whose owners are all selected. An address that another live pod has taken over is left out, and so is one in dispute with a
   * pod that is not selected. Returns the same object until an address is added or removed.
   */
  get addresses(): AddressSet {
    this.#addresses ??= { v4: this.#v4.intervals(), v6: this.#v6.intervals() };
    return this.#addresses;
  }

  /** Applies the current state of a pod. Undefined: the pod is gone or out of scope. */
  put(key: string, pod: Pod | undefined): void {
    const before = this.#pods.get(key);
    const after = pod && isInPodNetwork(pod) && pod.addresses.length > 0 && matches(this.selector, pod.labels) ? pod : undefined;
    if (after) this.#pods.set(key, after);
    else this.#pods.delete(key);
    const moved = !sameClaims(before, after) && [before, after].filter(one => one && this.#refresh(one.addresses, after)).length > 0;
    if (moved || !samePorts(before, after)) this.version++;
  }

  /** Another pod started or stopped claiming an address of this pod. */
  reclaim(key: string): void {
    const pod = this.#pods.get(key);
    if (!pod) return;
    this.#refresh(pod.addresses);
    // The addresses may stay the same, but a named port may now belong to another pod.
    this.version++;
  }

  /**
   * @param member A pod that is known to be selected. It saves a lookup.
   * @returns True if an address was added or removed.
   */
  #refresh(addresses: readonly string[], member?: Pod): boolean {
    let changed = false;
    for (const text of addresses) {
      const owners = this.#owners(text);
      const granted = owners.length > 0 && owners.every(owner => owner === member || this.#pods.has(keyOf(owner)));
      const address = parseAddress(text)!;
      const moved = address.family === 4 ? this.#v4.put(address.value, granted) : this.#v6.put(address.value, granted);
      changed ||= moved;
    }
    if (changed) this.#addresses = undefined;
    return changed;
  }
}

class NumberSet<T extends number | bigint> {
  readonly #values = new Set<T>();
  readonly #touched = new Set<T>();
  #intervals: Intervals<T> = [];

  /** @returns True if the value was added or removed. */
  put(value: T, present: boolean): boolean {
    if (this.#values.has(value) === present) return false;
    if (present) this.#values.add(value);
    else this.#values.delete(value);
    this.#touched.add(value);
    return true;
  }

  /** Updates only the values changed since the last call, so one changed pod among many thousands costs little. */
  intervals(): Intervals<T> {
    const added: Interval<T>[] = [];
    const removed: Interval<T>[] = [];
    for (const value of this.#touched) (this.#values.has(value) ? added : removed).push([value, value]);
    this.#touched.clear();
    if (removed.length > 0) this.#intervals = subtract(this.#intervals, union(removed));
    if (added.length > 0) this.#intervals = union([...this.#intervals, ...added]);
    return this.#intervals;
  }
}

function sameClaims(a: Pod | undefined, b: Pod | undefined): boolean {
  return a?.terminating === b?.terminating && sameAddresses(a?.addresses, b?.addresses);
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
