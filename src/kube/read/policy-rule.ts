import { z } from 'zod';
import type { Rule } from '../../core/model.ts';
import { inner, present, readFields, readList } from './fields.ts';
import { at, type Place } from './place.ts';
import { readPeer } from './policy-peer.ts';
import { readPort } from './policy-port.ts';

const shapes = {
  ingress: z.object({ from: inner, ports: inner }),
  egress: z.object({ to: inner, ports: inner }),
};

/** The valid rules of one direction, in order. A value that is not a list has no rules. */
export function readRules(raw: unknown, direction: 'ingress' | 'egress', place: Place): readonly Rule[] {
  const rules: Rule[] = [];
  for (const [index, item] of (readList(raw, place) ?? []).entries()) {
    const rule = readRule(item, direction, at(place, index, 'this rule allows no traffic'));
    if (rule) rules.push(rule);
  }
  return rules;
}

function readRule(raw: unknown, direction: 'ingress' | 'egress', place: Place): Rule | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const fields: { from?: unknown; to?: unknown; ports?: unknown } | undefined = readFields(shapes[direction], raw, place);
  if (!fields) return undefined;
  // Rejects the whole rule, because without a misspelt `from` or `ports` it would mean "any".
  const isMisspelt = findings.errors !== errors;
  const peersField = direction === 'ingress' ? 'from' : 'to';
  const peers = readItems(fields[peersField], at(place, peersField), 'this peer allows no traffic', readPeer);
  const ports = readItems(fields.ports, at(place, 'ports'), 'this port allows no traffic', readPort);
  return isMisspelt || !peers || !ports ? undefined : { path: place.path, peers, ports };
}

/** Missing, null and `[]` mean any (NetworkPolicyIngressRule: "empty or missing"). A list whose items are all invalid does not. */
function readItems<T>(
  raw: unknown,
  place: Place,
  effect: string,
  readItem: (item: unknown, place: Place) => T | undefined,
): 'any' | readonly T[] | undefined {
  const list = readList(raw, place);
  if (!list || list.length === 0) return list && 'any';
  return present(list.map((item, index) => readItem(item, at(place, index, effect))));
}
