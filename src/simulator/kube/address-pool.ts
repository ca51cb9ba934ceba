/** The pod addresses of a node. Each family has its own pool. */
import { type Address, formatAddress, parseAddress, parseCidr } from '../../core/address.ts';

export class AddressPool {
  readonly #family: 4 | 6;
  readonly #first: bigint;
  readonly #last: bigint;
  readonly #recycles: boolean;
  readonly #taken = new Set<bigint>();
  /** No lower address is free. */
  #next: bigint;

  /** @param text a first address, a CIDR or a range: see SimulatedNode.podAddresses. @param recycle `lowest`: freed addresses are assigned again. */
  constructor(text: string, recycle: 'lowest' | 'never' = 'lowest') {
    const { family, first, last } = parsePool(text);
    this.#family = family;
    this.#first = first;
    this.#last = last;
    this.#next = first;
    this.#recycles = recycle === 'lowest';
  }

  /** The lowest free address. @throws Error if the pool is used up. */
  allocate(): string {
    while (this.#taken.has(this.#next)) this.#next++;
    if (this.#next > this.#last) throw new Error(`no pod address left from ${this.#format(this.#first)} to ${this.#format(this.#last)}`);
    const value = this.#next++;
    this.#taken.add(value);
    return this.#format(value);
  }

  /** Marks an address as used. Addresses outside the pool are ignored. */
  reserve(address: string): void {
    const value = this.#own(address);
    if (value !== undefined) this.#taken.add(value);
  }

  free(address: string): void {
    const value = this.#own(address);
    if (value === undefined || !this.#recycles) return;
    this.#taken.delete(value);
    if (value < this.#next) this.#next = value;
  }

  #own(text: string): bigint | undefined {
    const address = parseAddress(text);
    if (address?.family !== this.#family) return undefined;
    const value = BigInt(address.value);
    return value >= this.#first && value <= this.#last ? value : undefined;
  }

  #format(value: bigint): string {
    return formatAddress(this.#family === 4 ? { family: 4, value: Number(value) } : { family: 6, value });
  }
}

function parsePool(text: string): { family: 4 | 6; first: bigint; last: bigint } {
  const cidr = parseCidr(text);
  if (cidr) {
    const [first, last] = [BigInt(cidr.range[0]), BigInt(cidr.range[1])];
    return last - first < 2n ? { family: cidr.family, first, last } : { family: cidr.family, first: first + 1n, last: last - 1n };
  }
  const [from, to] = text.split('-').map(part => parseAddress(part.trim()));
  if (!from || (text.includes('-') && to?.family !== from.family))
    throw new TypeError(`not an address, CIDR or range: ${JSON.stringify(text)}`);
  return { family: from.family, first: BigInt(from.value), last: to ? BigInt(to.value) : highest(from) };
}

function highest({ family }: Address): bigint {
  return family === 4 ? 0xffff_ffffn : (1n << 128n) - 1n;
}
