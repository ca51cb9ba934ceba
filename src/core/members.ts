/** The pods that one peer of a policy selects, kept current as pods and namespaces come and go. */
import { type AddressSet, parseAddress } from './address.ts';
import { isInPodNetwork, sameAddresses } from './claims.ts';
import { type Interval, type Intervals, subtract, union } from './interval.ts';
import { keyOf, type Pod, type Selector } from './model.ts';
import { matches, selectorKey } from './selector.ts';

/** The namespaces that a peer selects pods from: the policy's own by name, or all that a selector matches. */
export type Scope = string | Selector;

export class Members {
  /** Equal for peers that select alike. */
  readonly id: string;
  readonly scope: Scope;
  readonly selector: Selector;
  /** Moves when an address, the owner of one, or a named port of a member may have changed; equal versions mean equal answers. */
  version = 0;
  readonly #pods = new Map<string, Pod>();
  readonly #owners: (address: string) => readonly Pod[];
  readonly #v4 = new NumberSet<number>();
  readonly #v6 = new NumberSet<bigint>();
  #addresses: AddressSet | undefined;

  /** @param owners Of the whole cluster. Current before `put` and `reclaim` are called. */
  constructor(scope: Scope, selector: Selector, owners: (address: string) => readonly Pod[]) {
    // A namespace's name holds no space and no quote, so the two forms of scope never meet.
    this.id = `${typeof scope === 'string' ? scope : selectorKey(scope)} ${selectorKey(selector)}`;
    this.scope = scope;
    this.selector = selector;
    this.#owners = owners;
  }

  get pods(): Iterable<Pod> {
    return this.#pods.values();
  }

  /**
   * Addresses of which every owner is a member. An address that a live pod took over from a member is not among them, nor is one in dispute
   * with a pod that is not selected. The same object again until an address comes or goes.
   */
  get addresses(): AddressSet {
    this.#addresses ??= { v4: this.#v4.intervals(), v6: this.#v6.intervals() };
    return this.#addresses;
  }

  /** Takes the pod's present state in; `undefined` when it is gone or out of scope. */
  put(key: string, pod: Pod | undefined): void {
    const before = this.#pods.get(key);
    const after = pod && isInPodNetwork(pod) && pod.addresses.length > 0 && matches(this.selector, pod.labels) ? pod : undefined;
    if (after) this.#pods.set(key, after);
    else this.#pods.delete(key);
    const moved = !sameClaims(before, after) && [before, after].filter(one => one && this.#refresh(one.addresses, after)).length > 0;
    if (moved || !samePorts(before, after)) this.version++;
  }

  /** Another pod came to claim, or ceased to claim, an address of the pod. */
  reclaim(key: string): void {
    const pod = this.#pods.get(key);
    if (!pod) return;
    this.#refresh(pod.addresses);
    // Even where the same addresses are granted, a named port may now be looked up at another pod.
    this.version++;
  }

  /**
   * @param member Known to be one; spares the look-up.
   * @returns Whether one of the addresses came or went.
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

  /** @returns Whether the value came or went. */
  put(value: T, present: boolean): boolean {
    if (this.#values.has(value) === present) return false;
    if (present) this.#values.add(value);
    else this.#values.delete(value);
    this.#touched.add(value);
    return true;
  }

  /** Only what was touched since the last call is worked in, so that one pod among many thousands costs little. */
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
