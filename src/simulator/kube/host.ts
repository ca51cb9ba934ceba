/** A node with the addresses of its pods. */
import { canonical } from '../../core/address.ts';
import { AddressPool } from './address-pool.ts';
import type { SimulatedNode } from './node.ts';

export class Host {
  readonly node: SimulatedNode;
  /** Canonical. */
  readonly addresses: readonly string[];
  readonly #pools: readonly AddressPool[];

  constructor(node: SimulatedNode) {
    this.node = node;
    this.addresses = node.addresses.map(address => canonical(address) ?? address);
    this.#pools = [node.podAddresses].flat().map(text => new AddressPool(text, node.recycle));
  }

  /** @param given Addresses that the pod has already. Empty: it gets one of each pool. @throws Error if a pool is empty. */
  allocate(given: readonly string[]): readonly string[] {
    for (const pool of this.#pools) for (const address of given) pool.reserve(address);
    if (given.length > 0) return given;
    const addresses: string[] = [];
    try {
      for (const pool of this.#pools) addresses.push(pool.allocate());
    } catch (error) {
      this.free(addresses);
      throw error;
    }
    return addresses;
  }

  free(addresses: readonly string[]): void {
    for (const pool of this.#pools) for (const address of addresses) pool.free(address);
  }
}
