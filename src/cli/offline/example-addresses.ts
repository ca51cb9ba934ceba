import { addressSet, formatAddress } from '../../core/address.ts';

/**
 * Addresses for pods that the cluster has given no address yet. RFC 5737 and RFC 2544 reserve these blocks for documentation and benchmarks, so no cluster has them.
 * 203.0.113.0/24 and 198.51.100.0/24 stay free for addresses outside the cluster.
 */
const BLOCKS = ['192.0.2.0/24', '198.18.0.0/15'];

export class ExampleAddresses {
  readonly #given = new Set<string>();
  #next = 1;

  /** @returns Undefined if all are given. */
  next(): string | undefined {
    let index = this.#next++;
    for (const [first, last] of addressSet(BLOCKS).v4) {
      const usable = last - first - 1;
      if (index <= usable) {
        const address = formatAddress({ family: 4, value: first + index });
        this.#given.add(address);
        return address;
      }
      index -= usable;
    }
    return undefined;
  }

  has(address: string): boolean {
    return this.#given.has(address);
  }
}
