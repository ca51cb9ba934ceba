/** The limits of the CRD: required fields, enums, numbers of items and properties, and its CEL rules as code. */
import { isIPv4, isIPv6 } from 'node:net';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';

type Fields = Readonly<Record<string, unknown>>;

const MAX_ITEMS = 25;

export function validateClusterPolicy({ spec }: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  if (!spec) {
    errors.required('spec');
    return;
  }
  const { tier, priority, subject } = spec as Fields;
  if (tier === undefined) errors.required('spec.tier');
  else errors.oneOf('spec.tier', tier, ['Admin', 'Baseline']);
  if (priority === undefined) errors.required('spec.priority');
  else within('spec.priority', priority, 0, 1000, errors);
  if (subject === undefined) errors.required('spec.subject');
  else validatePods('spec.subject', subject as Fields, errors);
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    const rules = ((spec as Fields)[direction] ?? []) as readonly Fields[];
    if (rules.length > MAX_ITEMS) tooMany(`spec.${direction}`, rules.length, errors);
    for (const [index, rule] of rules.entries()) validateRule(`spec.${direction}[${index}]`, rule, peers, errors);
  }
}

function validateRule(path: string, rule: Fields, peersField: 'from' | 'to', errors: FieldErrors): void {
  const { name, action, protocols } = rule;
  if (typeof name === 'string' && name.length > 100) errors.tooLong(`${path}.name`, 100);
  if (action === undefined) errors.required(`${path}.action`);
  else errors.oneOf(`${path}.action`, action, ['Accept', 'Deny', 'Pass']);
  const peers = rule[peersField] as readonly Fields[] | undefined;
  if (peers === undefined) errors.required(`${path}.${peersField}`);
  else count(`${path}.${peersField}`, peers, errors);
  for (const [index, peer] of (peers ?? []).entries()) validatePods(`${path}.${peersField}[${index}]`, peer, errors);
  if (protocols === undefined) return;
  count(`${path}.protocols`, protocols as readonly unknown[], errors);
  for (const [index, item] of (protocols as readonly Fields[]).entries()) validateProtocol(`${path}.protocols[${index}]`, item, errors);
}

/** A subject or a peer. */
function validatePods(path: string, peer: Fields, errors: FieldErrors): void {
  if (!one(path, peer, errors)) return;
  const { pods, networks, domainNames } = peer;
  if (pods !== undefined && (pods as Fields).podSelector === undefined) errors.required(`${path}.pods.podSelector`);
  if (domainNames !== undefined) count(`${path}.domainNames`, domainNames as readonly unknown[], errors);
  if (networks === undefined) return;
  count(`${path}.networks`, networks as readonly unknown[], errors);
  for (const [index, cidr] of (networks as readonly string[]).entries())
    if (!isMaskedCidr(cidr)) errors.invalid(`${path}.networks[${index}]`, cidr, 'CIDR must be a valid network address');
}

function validateProtocol(path: string, item: Fields, errors: FieldErrors): void {
  if (!one(path, item, errors)) return;
  for (const protocol of ['tcp', 'udp', 'sctp']) {
    const transport = item[protocol] as Fields | undefined;
    if (!transport || !one(`${path}.${protocol}`, transport, errors)) continue;
    const inside = `${path}.${protocol}.destinationPort`;
    const port = transport.destinationPort as Fields;
    if (!one(inside, port, errors)) continue;
    const { number, range } = port;
    if (number !== undefined) within(`${inside}.number`, number, 1, 65535, errors);
    const { start, end } = (range ?? {}) as Fields;
    if (range !== undefined && !((start as number) < (end as number)))
      errors.invalid(`${inside}.range`, range, 'Start port must be less than End port');
  }
}

/** MinProperties and MaxProperties 1. */
function one(path: string, value: Fields, errors: FieldErrors): boolean {
  const properties = Object.keys(value).length;
  if (properties < 1) errors.invalid(path, properties, `${path} in body should have at least 1 properties`);
  if (properties > 1) errors.invalid(path, properties, `${path} in body should have at most 1 properties`);
  return properties === 1;
}

function count(path: string, list: readonly unknown[], errors: FieldErrors): void {
  if (list.length < 1) errors.invalid(path, list.length, `${path} in body should have at least 1 items`);
  if (list.length > MAX_ITEMS) tooMany(path, list.length, errors);
}

function tooMany(path: string, items: number, errors: FieldErrors): void {
  errors.invalid(path, items, `${path} in body should have at most ${MAX_ITEMS} items`);
}

function within(path: string, value: unknown, least: number, most: number, errors: FieldErrors): void {
  if ((value as number) < least) errors.invalid(path, value, `${path} in body should be greater than or equal to ${least}`);
  if ((value as number) > most) errors.invalid(path, value, `${path} in body should be less than or equal to ${most}`);
}

/** Only IPv4 is checked for host bits. */
function isMaskedCidr(cidr: string): boolean {
  const [address = '', prefix = ''] = cidr.split('/');
  if (!/^\d{1,3}$/.test(prefix)) return false;
  if (isIPv6(address)) return Number(prefix) <= 128;
  if (!isIPv4(address) || Number(prefix) > 32) return false;
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return value % 2 ** (32 - Number(prefix)) === 0;
}
