/** Reads a peer of a ClusterNetworkPolicy's rule, or its subject. */
import { z } from 'zod';
import type { IpBlockPeer, Peer, Selector } from '../../core/model.ts';
import { EVERYTHING } from '../../core/selector.ts';
import { readExactly, readExactSelector, readOneOf } from './exact.ts';
import { inner, readList } from './fields.ts';
import { readCidr } from './ip-block.ts';
import { at, invalid, type Place, report, required } from './place.ts';

const INGRESS_PEER = z.object({ namespaces: inner, pods: inner });
const EGRESS_PEER = z.object({ namespaces: inner, pods: inner, networks: inner, nodes: inner, domainNames: inner });
const PODS = z.object({ namespaceSelector: inner, podSelector: inner });

/** The pods that `namespaces` or `pods` selects. Both selectors must match. */
export interface SelectedPods {
  readonly namespaces: Selector;
  readonly pods: Selector;
  /** False: it selects the same pods as the whole value, or more. */
  readonly complete: boolean;
}

/** Undefined: it cannot be read or enforced. A list of networks becomes one peer for each. */
export function readTierPeer(raw: unknown, direction: 'ingress' | 'egress', place: Place): readonly Peer[] | undefined {
  const found: readonly [string, unknown] | undefined = readOneOf(direction === 'ingress' ? INGRESS_PEER : EGRESS_PEER, raw, place);
  if (!found) return undefined;
  const [field, value] = found;
  switch (field) {
    case 'networks':
      return readNetworks(value, at(place, field), place.path);
    case 'nodes':
      report(at(place, field), 'unsupported-nodes', 'peers of the type nodes are not supported');
      return undefined;
    case 'domainNames':
      report(at(place, field), 'unsupported-domain-names', 'peers of the type domainNames are not supported');
      return undefined;
  }
  const { namespaces, pods, complete } = readPods([field, value], place);
  return complete ? [{ kind: 'pods', path: place.path, namespaces, pods }] : undefined;
}

/** Without a readable subject any pod may be selected. */
export function readSubject(raw: unknown, place: Place): SelectedPods {
  const found = readOneOf(INGRESS_PEER, raw, place);
  return found ? readPods(found, place) : { namespaces: EVERYTHING, pods: EVERYTHING, complete: false };
}

/** In `pods`, a missing namespaceSelector selects all namespaces. The CRD requires only podSelector. */
function readPods([field, value]: readonly [string, unknown], place: Place): SelectedPods {
  if (field === 'namespaces') {
    const { selector, complete } = readExactSelector(value, at(place, field));
    return { namespaces: selector, pods: EVERYTHING, complete };
  }
  const inside = at(place, field);
  const fields = readExactly(PODS, value, inside);
  const namespaces = readExactSelector(fields?.namespaceSelector, at(inside, 'namespaceSelector'));
  const pods = readExactSelector(fields?.podSelector, at(inside, 'podSelector'));
  const isMissing = fields !== undefined && (fields.podSelector ?? undefined) === undefined;
  if (isMissing) required(at(inside, 'podSelector'), '');
  const complete = fields !== undefined && !isMissing && namespaces.complete && pods.complete;
  return { namespaces: namespaces.selector, pods: pods.selector, complete };
}

function readNetworks(raw: unknown, place: Place, path: string): readonly IpBlockPeer[] | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const list = readList(raw, place) ?? [];
  if (list.length === 0) required(place, 'must have at least one item');
  const blocks = list.map((item, index) => {
    if (typeof item === 'string') return readCidr(item, at(place, index));
    invalid(at(place, index), item, 'must be a string');
    return undefined;
  });
  return findings.errors === errors ? blocks.map(block => ({ kind: 'ipBlock', path, cidr: block!.canonical, except: [] })) : undefined;
}
