/** Reads the rules of a ClusterNetworkPolicy. A rule with any part that cannot be read or enforced fails closed (core/fail-closed.ts). */
import { z } from 'zod';
import { failClosed } from '../../core/fail-closed.ts';
import type { Action, Peer, Port, TierRule } from '../../core/model.ts';
import { readExactly } from './exact.ts';
import { inner, readList, text } from './fields.ts';
import { at, type Place, required, unsupported } from './place.ts';
import { readTierPeer } from './tier-peer.ts';
import { readTierProtocol } from './tier-protocol.ts';

const shapes = {
  ingress: z.object({ name: text, action: inner, from: inner, protocols: inner }),
  egress: z.object({ name: text, action: inner, to: inner, protocols: inner }),
};
const ACTIONS: readonly string[] = ['Accept', 'Deny', 'Pass'] satisfies Action[];

/** @param isClosed Each rule fails closed. Only its action is read. */
export function readTierRules(raw: unknown, direction: 'ingress' | 'egress', place: Place, isClosed: boolean): readonly TierRule[] {
  // A value that is not a list has unknown rules.
  const list = readList(raw, place) ?? [undefined];
  const closed = (item: unknown, index: number) => failClosed({ path: at(place, index).path, action: actionOf(item) ?? 'Deny' }) ?? [];
  // The first of them denies everything.
  if (isClosed) return list.flatMap(closed).slice(0, 1);
  return list.flatMap((item, index) => readRule(item, direction, at(place, index)) ?? closed(item, index));
}

function readRule(raw: unknown, direction: 'ingress' | 'egress', place: Place): TierRule | undefined {
  const fields: { action?: unknown; from?: unknown; to?: unknown; protocols?: unknown } | undefined = readExactly(
    shapes[direction],
    raw,
    place,
  );
  if (!fields) return undefined;
  const action = actionOf(raw);
  if (!action) unsupported(at(place, 'action'), String(fields.action ?? ''), ACTIONS);
  const peersField = direction === 'ingress' ? 'from' : 'to';
  const peers = readItems<Peer>(fields[peersField], at(place, peersField), (item, at) => readTierPeer(item, direction, at));
  const isAnyPort = fields.protocols === undefined || fields.protocols === null;
  const ports = isAnyPort ? 'any' : readItems<Port>(fields.protocols, at(place, 'protocols'), readTierProtocol);
  return action && peers && ports && { path: place.path, action, peers, ports };
}

function actionOf(raw: unknown): Action | undefined {
  const { action } = (raw ?? {}) as { readonly action?: unknown };
  return typeof action === 'string' && ACTIONS.includes(action) ? (action as Action) : undefined;
}

/** All items. Undefined if one of them is undefined, or if there is none. */
function readItems<T>(
  raw: unknown,
  place: Place,
  readItem: (item: unknown, place: Place) => readonly T[] | undefined,
): readonly T[] | undefined {
  const list = readList(raw, place);
  if (list?.length === 0) required(place, 'must have at least one item');
  const items = list?.map((item, index) => readItem(item, at(place, index))) ?? [];
  return items.length > 0 && items.every(item => item !== undefined) ? items.flat() : undefined;
}
