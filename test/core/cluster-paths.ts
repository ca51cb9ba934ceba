/**
 * Paths from one state of a cluster to another. A state is a list of objects. A path is a list of batches of events. Everything is compiled after
 * each batch, so that stale caches show up.
 */
import { Cluster } from '../../src/core/cluster.ts';
import { type Kind, keyOf, type Pod } from '../../src/core/model.ts';
import type { Loaded } from '../oracle/world.ts';

export type State = readonly Loaded[];
export type Event = Loaded | { readonly kind: Kind; readonly deleted: string };
export type Path = (from: State, to: State) => Event[][];

export function apply(cluster: Cluster, events: Iterable<Event>): void {
  for (const event of events) {
    if ('deleted' in event) cluster.delete(event.kind, event.deleted);
    else cluster.set(event.kind, event.object);
  }
}

/** All results of a cluster as text: the compiled policy of every pod, the owners of its endpoint, and the pods of each node. */
export function output(cluster: Cluster): string {
  const keys = [...cluster.keys('pod')].sort();
  const nodes = [...new Set(keys.map(key => cluster.get('pod', key)!.node ?? ''))].sort();
  const ownersOf = (pod: Pod) => cluster.endpointOwners(pod.addresses, pod.node)?.map(keyOf);
  return JSON.stringify(
    {
      owners: keys.map(key => ownersOf(cluster.get('pod', key)!)),
      pods: keys.map(key => [key, cluster.compile(key)]),
      nodes: nodes.map(node => [node, cluster.podsOfNode(node).map(keyOf)]),
    },
    (_, value) => (typeof value === 'bigint' ? `${value}n` : value),
    1,
  );
}

/** The output of a cluster that has only ever had this state. */
export function fresh(state: State): string {
  const cluster = new Cluster();
  apply(cluster, state);
  return output(cluster);
}

/** All kinds of path. */
export const PATHS: Readonly<Record<string, Path>> = {
  'in order': (from, to) => [changes(from, to)],
  'in reverse order': (from, to) => [changes(from, to).reverse()],
  'in a shuffled order': (from, to) => [shuffled(changes(from, to), 1)],
  'in another shuffled order': (from, to) => [shuffled(changes(from, to), 2)],
  'one by one': (from, to) => changes(from, to).map(event => [event]),
  'one by one, shuffled': (from, to) => shuffled(changes(from, to), 3).map(event => [event]),
  'through the empty state': (from, to) => [from.map(deletion), [...to]],
  'through the empty state, one by one': (from, to) => [...from.map(deletion), ...shuffled([...to], 4)].map(event => [event]),
  'everything set anew': (from, to) => [[...changes(from, to), ...to]],
  'every event twice': (from, to) => [changes(from, to).flatMap(event => [event, event])],
  'there, back and there again': (from, to) => [[...changes(from, to), ...changes(to, from), ...changes(from, to)]],
  'every object gone and back': (from, to) => [changes(from, to), ...to.map(loaded => [deletion(loaded), loaded])],
};

/** The events from one state to the other: missing objects are deleted, and new or different ones are set. */
function changes(from: State, to: State): Event[] {
  const before = new Map(from.map(loaded => [idOf(loaded), JSON.stringify(loaded)]));
  const after = new Set(to.map(idOf));
  return [
    ...from.filter(loaded => !after.has(idOf(loaded))).map(deletion),
    ...to.filter(loaded => before.get(idOf(loaded)) !== JSON.stringify(loaded)),
  ];
}

export function idOf({ kind, object }: Loaded): string {
  return `${kind} ${keyOf(object)}`;
}

export function deletion({ kind, object }: Loaded): Event {
  return { kind, deleted: keyOf(object) };
}

/** Equal seeds give equal orders. Sorts by a linear congruential sequence. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let next = seed * 7919;
  const ranks = list.map(item => {
    next = (next * 1103515245 + 12345) % 2 ** 31;
    return { item, rank: next };
  });
  return ranks.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}
