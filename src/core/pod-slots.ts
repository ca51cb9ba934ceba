/** Numbers the pods of a cluster, so that a set of pods takes one bit per pod and an address is parsed once. */
import { type Address, parseAddress } from './address.ts';
import { IntervalSharing } from './interval-sharing.ts';
import type { Pod } from './model.ts';

export class PodSlots {
  /** Of the addresses. */
  readonly intervals = new IntervalSharing();
  readonly #slots = new Map<string, number>();
  readonly #pods: (Pod | undefined)[] = [];
  readonly #addresses: (readonly Address[] | undefined)[] = [];
  readonly #free: number[] = [];

  of(key: string): number | undefined {
    return this.#slots.get(key);
  }

  /** The pod must exist. */
  podAt(slot: number): Pod {
    return this.#pods[slot]!;
  }

  /** The addresses of the pod, in its order. */
  addressesAt(slot: number): readonly Address[] {
    this.#addresses[slot] ??= this.podAt(slot).addresses.map(text => parseAddress(text)!);
    return this.#addresses[slot];
  }

  /** A pod keeps its number when it changes. */
  put(key: string, pod: Pod): number {
    const slot = this.#slots.get(key) ?? this.#free.pop() ?? this.#pods.length;
    this.#slots.set(key, slot);
    this.#pods[slot] = pod;
    this.#addresses[slot] = undefined;
    return slot;
  }

  /** Call it after every set has lost the pod, because another pod gets its number. */
  delete(key: string): void {
    const slot = this.#slots.get(key)!;
    this.#slots.delete(key);
    this.#pods[slot] = undefined;
    this.#addresses[slot] = undefined;
    this.#free.push(slot);
  }
}
