/** The grants of a direction by protocol. Each distinct pair of ports and peers occurs once, even if many policies grant it. */
import { createHash } from 'node:crypto';
import { type Intervals, subtract, union } from '../../core/interval.ts';
import { ANY_PORT, type Grant } from '../../core/pod-policy.ts';
import type { PeerNumbers } from './peer-numbers.ts';

/** The peers that may use the ports. Within one `Shares`, equal sets are the same array. */
export interface Share {
  /** Keys of the policies that grant it. */
  readonly policies: ReadonlySet<string>;
  readonly ports: Intervals<number>;
  readonly peers: Intervals<number>;
}

export interface Shares {
  /** Peers with every port of every protocol. */
  readonly any: readonly Share[];
  /** The peers of `any`. TCP and UDP leave them out. */
  readonly everyPort: Intervals<number>;
  readonly TCP: readonly Share[];
  readonly UDP: readonly Share[];
}

/** SCTP cannot be expressed. Leaving it out only makes the result stricter. @param numbers The peers of one address family. */
export function sharesOf(grants: readonly Grant[], numbers: PeerNumbers): Shares {
  const distinct = new Distinct();
  const peersOf = (grant: Grant): Intervals<number> => distinct.one(numbers.of(grant));
  const any = collect(grants.flatMap(grant => (grant.ports === 'any' ? [{ grant, ports: ANY_PORT, peers: peersOf(grant) }] : [])));
  const everyPort = unite(any.map(({ peers }) => peers));
  const rest = new Map<Intervals<number>, Intervals<number>>();
  const without = (peers: Intervals<number>): Intervals<number> => {
    if (!rest.has(peers)) rest.set(peers, distinct.one(subtract(peers, everyPort)));
    return rest.get(peers)!;
  };
  const of = (protocol: 'TCP' | 'UDP'): Share[] =>
    collect(
      grants.flatMap(grant => {
        const ports = grant.ports === 'any' ? undefined : grant.ports[protocol];
        return ports ? [{ grant, ports: distinct.one(ports), peers: without(peersOf(grant)) }] : [];
      }),
    );
  return { any, everyPort, TCP: of('TCP'), UDP: of('UDP') };
}

/** Unites the sets. The same array is united only once. */
export function unite(sets: Iterable<Intervals<number>>): Intervals<number> {
  const different = [...new Set(sets)];
  return different.length === 1 ? different[0]! : union(different.flat());
}

interface Part {
  readonly grant: Grant;
  readonly ports: Intervals<number>;
  readonly peers: Intervals<number>;
}

function collect(parts: readonly Part[]): Share[] {
  const byPeers = Map.groupBy(
    parts.filter(({ peers }) => peers.length > 0),
    ({ peers }) => peers,
  );
  return [...byPeers].flatMap(([peers, some]) =>
    [...Map.groupBy(some, ({ ports }) => ports)].map(
      ([ports, same]): Share => ({ policies: new Set(same.map(({ grant }) => grant.policy)), ports, peers }),
    ),
  );
}

/** Returns the same array for all equal sets. */
class Distinct {
  readonly #known = new Map<Intervals<number>, Intervals<number>>();
  readonly #byContent = new Map<string, Intervals<number>>();

  one(set: Intervals<number>): Intervals<number> {
    const known = this.#known.get(set);
    if (known) return known;
    const key = contentKey(set);
    const first = this.#byContent.get(key) ?? set;
    this.#byContent.set(key, first);
    this.#known.set(set, first);
    return first;
  }
}

/** Keys of large sets. Compiled pods share the arrays of a selector. */
const KEYS = new WeakMap<Intervals<number>, string>();

/** Short even for large sets. Attackers may choose them, so a weak hash is not enough. */
function contentKey(set: Intervals<number>): string {
  if (set.length <= 4) return set.join();
  const known = KEYS.get(set);
  if (known !== undefined) return known;
  const key = createHash('sha256').update(Float64Array.from(set.flat())).digest('base64');
  KEYS.set(set, key);
  return key;
}
