/** The pods that one peer of a policy selects, updated as pods and namespaces change. */
import { type Address, type AddressSet, parseAddress } from './address.ts';
import { isInPodNetwork, sameAddresses } from './claims.ts';
import { contains, type Interval, type Intervals, ofNumbers, subtract, union } from './interval.ts';
import { keyOf, type Pod, type Selector } from './model.ts';
import type { PodSlots } from './pod-slots.ts';
import { matches } from './selector.ts';
import { SlotSet } from './slot-set.ts';

/** The namespaces that a peer selects pods from: the policy's own by name, or all namespaces that match a selector. */
export type Scope = string | Selector;

/** A result that was computed from an index. */
export interface IndexUser {
  /** An address of a selected pod, its owner, or a named port may have changed. */
  indexChanged(index: SelectorIndex): void;
}

export class SelectorIndex {
  /** Equal for peers that select the same pods. */
  readonly id: string;
  readonly scope: Scope;
  readonly selector: Selector;
  readonly users = new Set<IndexUser>();
  readonly #members = new SlotSet();
  readonly #slots: PodSlots;
  readonly #owners: (address: string) => readonly Pod[];
  /** Undefined until `addresses` is first read. */
  #granted: Granted | undefined;
  #addresses: AddressSet | undefined;

  /** @param owners Looks up the owners of an address in the whole cluster. Must be current before `put` and `reclaim` are called. */
  constructor(id: string, scope: Scope, selector: Selector, slots: PodSlots, owners: (address: string) => readonly Pod[]) {
    this.id = id;
    this.scope = scope;
    this.selector = selector;
    this.#slots = slots;
    this.#owners = owners;
  }

  /** Number of selected pods. */
  get size(): number {
    return this.#members.size;
  }

  /** `addresses` need not be computed from all pods. */
  get hasAddresses(): boolean {
    return this.#granted !== undefined;
  }

  has(pod: Pod): boolean {
    const slot = this.#slots.of(keyOf(pod));
    return slot !== undefined && this.#members.has(slot);
  }

  /** Calls it with each selected pod and its addresses, in its order. */
  each(visit: (pod: Pod, addresses: readonly Address[]) => void): void {
    for (const slot of this.#members) visit(this.#slots.podAt(slot), this.#slots.addressesAt(slot));
  }

  /**
   * The addresses whose owners are all selected. An address that another live pod has taken over is left out, and so is one in dispute with a
   * pod that is not selected. Returns the same object until an address is added or removed.
   */
  get addresses(): AddressSet {
    this.#granted ??= this.#allGranted();
    this.#addresses ??= { v4: this.#slots.intervals.set(this.#granted.v4.intervals()), v6: this.#granted.v6.intervals() };
    return this.#addresses;
  }

  /**
   * Applies the current state of a pod.
   * @param before Its last state.
   * @param after Undefined: the pod is gone or out of scope.
   */
  put(slot: number, before: Pod | undefined, after: Pod | undefined): void {
    const was = this.#members.has(slot) ? before : undefined;
    const is = after && isInPodNetwork(after) && after.addresses.length > 0 && matches(this.selector, after.labels) ? after : undefined;
    if (!was && !is) return;
    if (is) this.#members.add(slot);
    else this.#members.delete(slot);
    const isMoved = !sameClaims(was, is) && [was, is].filter(pod => pod && this.#refresh(pod.addresses)).length > 0;
    if (isMoved || !was || !is || !samePorts(was, is)) this.#changed();
  }

  /** Another pod started or stopped claiming an address of this pod. */
  reclaim(slot: number): void {
    if (!this.#members.has(slot)) return;
    this.#refresh(this.#slots.podAt(slot).addresses);
    // The addresses may stay the same, but a named port may now belong to another pod.
    this.#changed();
  }

  #changed(): void {
    for (const user of this.users) user.indexChanged(this);
  }

  /** @returns True if an address was added or removed, or may have been. */
  #refresh(addresses: readonly string[]): boolean {
    const granted = this.#granted;
    if (!granted) return true;
    const isMoved = addresses.filter(text => granted.put(text, this.#isGranted(text))).length > 0;
    if (isMoved) this.#addresses = undefined;
    return isMoved;
  }

  #isGranted(text: string): boolean {
    const owners = this.#owners(text);
    return owners.length > 0 && owners.every(owner => this.has(owner));
  }

  #allGranted(): Granted {
    const [v4, v6]: [number[], bigint[]] = [[], []];
    for (const slot of this.#members) {
      const pod = this.#slots.podAt(slot);
      for (const [index, address] of this.#slots.addressesAt(slot).entries()) {
        const text = pod.addresses[index]!;
        const owners = this.#owners(text);
        if (!(owners.length === 1 && owners[0] === pod) && !this.#isGranted(text)) continue;
        if (address.family === 4) v4.push(address.value);
        else v6.push(address.value);
      }
    }
    return new Granted(
      this.#slots.intervals.set(ofNumbers(v4, this.#slots.intervals.one)),
      union(v6.map((value): Interval<bigint> => [value, value])),
    );
  }
}

/** The granted addresses of both families. */
class Granted {
  readonly v4: NumberSet<number>;
  readonly v6: NumberSet<bigint>;

  constructor(v4: Intervals<number>, v6: Intervals<bigint>) {
    this.v4 = new NumberSet(v4);
    this.v6 = new NumberSet(v6);
  }

  /** @returns True if the address was added or removed. */
  put(text: string, isGranted: boolean): boolean {
    const address: Address = parseAddress(text)!;
    return address.family === 4 ? this.v4.put(address.value, isGranted) : this.v6.put(address.value, isGranted);
  }
}

class NumberSet<T extends number | bigint> {
  #intervals: Intervals<T>;
  /** Changes since the last call of `intervals`: true if the value was added. */
  readonly #touched = new Map<T, boolean>();

  constructor(intervals: Intervals<T>) {
    this.#intervals = intervals;
  }

  /** @returns True if the value was added or removed. */
  put(value: T, present: boolean): boolean {
    if ((this.#touched.get(value) ?? contains(this.#intervals, value)) === present) return false;
    this.#touched.set(value, present);
    return true;
  }

  /** Updates only the values changed since the last call, so one changed pod among many thousands costs little. */
  intervals(): Intervals<T> {
    const added: Interval<T>[] = [];
    const removed: Interval<T>[] = [];
    for (const [value, present] of this.#touched) (present ? added : removed).push([value, value]);
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
