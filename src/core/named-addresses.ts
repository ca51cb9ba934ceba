/**
 * The addresses behind the named ports of egress rules. Each peer is a destination, and the number of a name may differ from pod to pod. Peers
 * outside the cluster have no names.
 */
import type { AddressSet } from './address.ts';
import { type Interval, ofNumbers, union } from './interval.ts';
import type { NetworkPolicy, Pod, PodPeer, Rule } from './model.ts';
import { namedPorts, portKey } from './port-set.ts';
import { EVERYTHING } from './selector.ts';
import type { SelectorIndex } from './selector-index.ts';

export type PeerSelector = Pick<PodPeer, 'namespaces' | 'pods'>;

/** Of the pods of one index, by `portKey` and number. */
export type NamedAddresses = ReadonlyMap<string, ReadonlyMap<number, AddressSet>>;

const EVERY_POD: PeerSelector = { namespaces: EVERYTHING, pods: EVERYTHING };

/** The selectors of the pods that may be destinations of an egress rule. Those that are no peers have no grant. */
export function destinationsOf({ peers }: Rule): readonly PeerSelector[] {
  if (peers === 'any') return [EVERY_POD];
  return [...new Set(peers.map(peer => (peer.kind === 'pods' ? peer : EVERY_POD)))];
}

/** The egress rules with named ports. */
export function namedRules({ egress = [] }: NetworkPolicy): Rule[] {
  return egress.filter(rule => namedPorts(rule).length > 0);
}

/** @param wanted `portKey` of the ports to find. @param owners The pods with the strongest claim to an address. */
export function namedAddresses(
  index: SelectorIndex,
  wanted: ReadonlySet<string>,
  owners: (address: string) => readonly Pod[],
): NamedAddresses {
  const found = new Map<string, Map<number, Found>>();
  index.each((pod, addresses) => {
    for (const port of pod.ports) {
      const key = portKey(port);
      if (!wanted.has(key)) continue;
      const isGranted = (owner: Pod) => owner === pod || (index.has(owner) && owner.ports.some(other => isSamePort(port, other)));
      const byNumber = found.get(key) ?? new Map<number, Found>();
      found.set(key, byNumber);
      const set = byNumber.get(port.port) ?? { v4: [], v6: [] };
      byNumber.set(port.port, set);
      for (const [place, address] of addresses.entries()) {
        if (!owners(pod.addresses[place]!).every(isGranted)) continue;
        if (address.family === 4) set.v4.push(address.value);
        else set.v6.push([address.value, address.value]);
      }
    }
  });
  return new Map([...found].map(([key, byNumber]) => [key, new Map([...byNumber].map(([number, set]) => [number, addressesOf(set)]))]));
}

interface Found {
  readonly v4: number[];
  readonly v6: Interval<bigint>[];
}

function addressesOf({ v4, v6 }: Found): AddressSet {
  return { v4: ofNumbers(v4), v6: union(v6) };
}

type NamedPort = Pod['ports'][number];

function isSamePort(a: NamedPort, b: NamedPort): boolean {
  return a.name === b.name && a.protocol === b.protocol && a.port === b.port;
}
