/** Sets of traffic as the ACLs of one endpoint see it in one direction: protocol × destination port × peer. Exact for IPv4 and IPv6. */
import { type AddressSet, formatAddress } from '../../core/address.ts';
import { contains, type Interval, type Intervals, intersect, subtract, union } from '../../core/interval.ts';
import { ANY_PORT } from '../../core/pod-policy.ts';

/** All combinations of these protocols, ports and peers. */
export interface Traffic {
  /** IANA numbers. */
  readonly protocols: Intervals<number>;
  /** Of the side that is connected to. `ANY_PORT` for protocols without ports. */
  readonly ports: Intervals<number>;
  readonly peers: AddressSet;
}

/** One member of a set of traffic. */
export interface Example {
  readonly protocol: number;
  readonly port: number;
  readonly peer: string;
}

export const EVERY_PROTOCOL: Intervals<number> = [[0, 255]];
export const PROTOCOL_NUMBERS = { TCP: 6, UDP: 17, SCTP: 132 } as const;
export const WITH_PORTS: Intervals<number> = Object.values(PROTOCOL_NUMBERS).map(number => [number, number]);
export const EVERYONE: AddressSet = { v4: [[0, 2 ** 32 - 1]], v6: [[0n, 2n ** 128n - 1n]] };
/** Of every IPv6 peer. */
export const ICMPV6: Traffic = { protocols: [[58, 58]], ports: ANY_PORT, peers: { v4: [], v6: EVERYONE.v6 } };
export const EVERYTHING: Traffic = { protocols: EVERY_PROTOCOL, ports: ANY_PORT, peers: EVERYONE };

/** Steps that a comparison may still take. One step is about one interval. Anyone who may write a policy could make it long. */
export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** @returns False: no steps are left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }
}

export function common(a: Traffic, b: Traffic): Traffic {
  return {
    protocols: intersect(a.protocols, b.protocols),
    ports: intersect(a.ports, b.ports),
    peers: { v4: intersect(a.peers.v4, b.peers.v4), v6: intersect(a.peers.v6, b.peers.v6) },
  };
}

/**
 * Looks for traffic that is not in any of `take`.
 * @returns Undefined: all of it is. Without an example: the budget did not suffice, so some may not be.
 */
export function remainder(traffic: Traffic, take: readonly Traffic[], budget: Budget): { readonly example?: Example } | undefined {
  const protocolPieces = pieces(
    traffic.protocols,
    take.map(({ protocols }) => protocols),
  ).map(piece => familiar(piece, PROTOCOL_NUMBERS.TCP));
  for (const protocol of protocolPieces.sort((a, b) => Number(b === PROTOCOL_NUMBERS.TCP) - Number(a === PROTOCOL_NUMBERS.TCP))) {
    const there = take.filter(({ protocols }) => contains(protocols, protocol));
    if (!budget.spend(take.length)) return {};
    const portPieces = pieces(
      traffic.ports,
      there.map(({ ports }) => ports),
    );
    for (const port of portPieces.map(piece => familiar(piece, 80))) {
      const here = there.filter(({ ports }) => contains(ports, port));
      const size = here.reduce((sum, { peers }) => sum + peers.v4.length + peers.v6.length, 0);
      if (!budget.spend(there.length + size)) return {};
      const peer = firstPeer(traffic.peers, here);
      if (peer !== undefined) return { example: { protocol, port, peer } };
    }
  }
  return undefined;
}

/** The whole, cut at the edges of the sets. */
function pieces(whole: Intervals<number>, sets: readonly Intervals<number>[]): Interval<number>[] {
  const edges = [...new Set(sets.flatMap(set => set.flatMap(([first, last]) => [first, last + 1])))].sort((a, b) => a - b);
  return whole.flatMap(([first, last]) => {
    const starts = [first, ...edges.filter(edge => edge > first && edge <= last)];
    return starts.map((start, index): Interval<number> => [start, (starts[index + 1] ?? last + 1) - 1]);
  });
}

function firstPeer({ v4, v6 }: AddressSet, take: readonly Traffic[]): string | undefined {
  const left4 = subtract(v4, union(take.flatMap(({ peers }) => peers.v4)));
  if (left4[0]) return formatAddress({ family: 4, value: contains(left4, FAMILIAR_ADDRESS) ? FAMILIAR_ADDRESS : left4[0][0] });
  const [left6] = subtract(v6, union(take.flatMap(({ peers }) => peers.v6)));
  return left6 && formatAddress({ family: 6, value: left6[0] });
}

/** 203.0.113.9, of a block that is reserved for documentation. */
const FAMILIAR_ADDRESS = 0xcb007109;

/** Every number of a piece stands for all of it. */
function familiar([first, last]: Interval<number>, wanted: number): number {
  return first <= wanted && wanted <= last ? wanted : last > 0 ? Math.max(first, 1) : first;
}
