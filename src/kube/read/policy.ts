/**
 * Reads a NetworkPolicy (networking.k8s.io/v1), validates it like the API server and applies all defaults. Invalid parts only restrict: an
 * invalid peer, port or rule is left out, and the isolation stays. A policy with an invalid podSelector isolates the pods that the valid part
 * of the selector matches, and allows no traffic.
 */
import { z } from 'zod';
import type { NetworkPolicy } from '../../core/model.ts';
import { EVERYTHING } from '../../core/selector.ts';
import { inner, readFields, readList } from './fields.ts';
import { dnsLabelErrors, dnsSubdomainErrors, labelKeyErrors } from './grammar.ts';
import { type ReadSelector, readSelectorParts } from './label-selector.ts';
import { readLabels, readStringMap } from './labels.ts';
import { type Metadata, rawKey, readMetadata } from './metadata.ts';
import { at, invalid, issuesAt, type Place, type Reading, report, rootOf, tooLong } from './place.ts';
import { entriesOf, MAX_ENTRIES } from './policy-entries.ts';
import { readRules } from './policy-rule.ts';
import { readPolicyTypes } from './policy-types.ts';
import type { Read } from './read.ts';

const policyShape = z.object({ apiVersion: inner, kind: inner, metadata: inner, spec: inner });
const specShape = z.object({ podSelector: inner, policyTypes: inner, ingress: inner, egress: inner });

const MAX_ANNOTATION_BYTES = 256 * 1024;
const USELESS = 'the policy has no effect';
const CLOSES_REST = 'the policy isolates the pods that the rest of the selector selects and allows no traffic';
const CLOSES_ALL = 'the policy isolates every pod of its namespace and allows no traffic';
const NAMES = { name: dnsSubdomainErrors, namespace: dnsLabelErrors };

/** The value is absent if the policy has no name. In strict reading it is absent after any error. */
export function readNetworkPolicy(object: unknown, options: Reading = {}): Read<NetworkPolicy> {
  const policy = rawKey(object, true);
  const { strict = false } = options;
  const root = rootOf(policy === undefined ? {} : { policy }, options);
  const fields = readFields(policyShape, object, { ...root, effect: USELESS });
  if (!fields) return { issues: issuesAt(root) };
  const metadata =
    readMetadata(fields.metadata, at(root, 'metadata', policy === undefined ? USELESS : ''), NAMES) ?? identityOf(fields.metadata);
  if (metadata) {
    readLabels(metadata.labels, at(root, 'metadata.labels'));
    readAnnotations(metadata.annotations, at(root, 'metadata.annotations'));
    if (strict) validateFinalizers(metadata.finalizers, at(root, 'metadata.finalizers'));
  }
  const spec = readSpec(fields.spec, at(root, 'spec', CLOSES_ALL), options.maxEntries ?? MAX_ENTRIES);
  if (!metadata || (strict && root.findings.errors > 0)) return { issues: issuesAt(root) };
  const { namespace, name, uid, generation } = metadata;
  return { value: { namespace, name, uid, ...(generation !== undefined && { generation }), ...spec }, issues: issuesAt(root) };
}

/** The identity of a policy with invalid metadata. */
function identityOf(raw: unknown): Omit<Metadata, 'terminating'> | undefined {
  const { name, namespace, uid } = (raw ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name === '' || typeof (namespace ?? '') !== 'string') return undefined;
  return {
    name,
    namespace: String(namespace ?? '') || 'default',
    uid: typeof uid === 'string' ? uid : '',
    labels: {},
    annotations: {},
    finalizers: [],
  };
}

type Spec = Pick<NetworkPolicy, 'podSelector' | 'ingress' | 'egress'>;

function readSpec(raw: unknown, place: Place, max: number): Spec {
  const fields = readFields(specShape, raw, place);
  if (!fields) return { podSelector: EVERYTHING, ingress: [], egress: [] };
  const { selector, complete } = readPodSelector(fields.podSelector, place, max);
  const isLong = entriesOf({ ingress: fields.ingress, egress: fields.egress }, max) > max;
  if (isLong)
    report(
      place,
      'too-many-entries',
      `the rules have more than ${max} entries: the policy isolates the pods that it selects and allows no traffic`,
    );
  const read = (direction: 'ingress' | 'egress') =>
    isLong ? [] : readRules(fields[direction], direction, at(place, direction, 'the direction allows no traffic'));
  const [ingress, egress] = [read('ingress'), read('egress')];
  const isolates = readPolicyTypes(fields.policyTypes, hasRules(fields.egress), at(place, 'policyTypes', 'both directions are isolated'));
  // Rules of a direction that policyTypes does not list have no effect: they neither isolate nor allow.
  return {
    podSelector: selector,
    ...(isolates.ingress && { ingress: complete ? ingress : [] }),
    ...(isolates.egress && { egress: complete ? egress : [] }),
  };
}

/** A podSelector beyond the bound selects every pod of the namespace, because each event of a pod or a policy there would evaluate it. */
function readPodSelector(raw: unknown, place: Place, max: number): ReadSelector {
  if (entriesOf(raw, max) <= max) return readSelectorParts(raw, at(place, 'podSelector', CLOSES_REST));
  report(at(place, 'podSelector'), 'too-many-entries', `it has more than ${max} entries: ${CLOSES_ALL}`);
  return { selector: EVERYTHING, complete: false };
}

/** Counts invalid rules too. A value that is not a list counts as a rule, which can only isolate. */
function hasRules(raw: unknown): boolean {
  return Array.isArray(raw) ? raw.length > 0 : raw !== undefined && raw !== null;
}

function readAnnotations(raw: unknown, place: Place): void {
  const annotations = readStringMap(raw, place) ?? {};
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    for (const error of labelKeyErrors(key.toLowerCase())) invalid(place, key, error);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > MAX_ANNOTATION_BYTES) tooLong(place, MAX_ANNOTATION_BYTES);
}

const STANDARD_FINALIZERS: ReadonlySet<unknown> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** The agent does not use them. An API server rejects a new object with an invalid one. */
function validateFinalizers(raw: unknown, place: Place): void {
  for (const [index, finalizer] of (readList(raw, place) ?? []).entries()) {
    const name = typeof finalizer === 'string' ? finalizer : '';
    for (const error of labelKeyErrors(name)) invalid(at(place, index), finalizer, error);
    if (!name.includes('/') && !STANDARD_FINALIZERS.has(name))
      invalid(at(place, index), finalizer, 'name is neither a standard finalizer name nor is it fully qualified');
  }
}
