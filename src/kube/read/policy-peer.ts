import { z } from 'zod';
import type { Peer } from '../../core/model.ts';
import { inner, readFields } from './fields.ts';
import { readIpBlock } from './ip-block.ts';
import { readSelector } from './label-selector.ts';
import { at, forbidden, type Place, required } from './place.ts';

const shape = z.object({ podSelector: inner, namespaceSelector: inner, ipBlock: inner });

/** Reads a NetworkPolicyPeer. Undefined if any part is invalid. A null field is absent, but `{}` is not. */
export function readPeer(raw: unknown, place: Place): Peer | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readFields(shape, raw, place);
  if (!fields) return undefined;
  const podSelector = fields.podSelector ?? undefined;
  const namespaceSelector = fields.namespaceSelector ?? undefined;
  const ipBlock = fields.ipBlock ?? undefined;
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  const pods = readSelector(podSelector, at(place, 'podSelector'));
  const namespaces = namespaceSelector === undefined ? 'same' : readSelector(namespaceSelector, at(place, 'namespaceSelector'));
  const block = ipBlock === undefined ? undefined : readIpBlock(ipBlock, at(place, 'ipBlock'), place.path);
  if (!selects && ipBlock === undefined) required(place, 'must specify a peer');
  if (selects && ipBlock !== undefined) forbidden(place, 'may not specify both ipBlock and another peer');
  if (findings.errors !== errors) return undefined;
  return block ?? { kind: 'pods', path: place.path, namespaces: namespaces!, pods: pods! };
}
