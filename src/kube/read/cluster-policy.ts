/**
 * Reads a ClusterNetworkPolicy (policy.networking.k8s.io, v1beta1 or v1alpha2, which are equal). It fails closed: a rule with an unknown or
 * invalid part accepts nothing, or denies everything. If the subject is incomplete, only the restrictions of the rules remain.
 */
import { z } from 'zod';
import { FAILS_CLOSED, restricting } from '../../core/fail-closed.ts';
import type { ClusterPolicy, Tier } from '../../core/model.ts';
import { readExactly } from './exact.ts';
import { inner, readFields } from './fields.ts';
import { dnsSubdomainErrors } from './grammar.ts';
import { type Metadata, rawKey, readMetadata } from './metadata.ts';
import { at, invalid, issuesAt, type Place, type Reading, report, rootOf, unsupported } from './place.ts';
import { entriesOf, MAX_ENTRIES } from './policy-entries.ts';
import type { Read } from './read.ts';
import { readSubject } from './tier-peer.ts';
import { readTierRules } from './tier-rule.ts';

const policyShape = z.object({ apiVersion: inner, kind: inner, metadata: inner, spec: inner, status: inner });
const specShape = z.object({ tier: inner, priority: inner, subject: inner, ingress: inner, egress: inner });

const TIERS: readonly unknown[] = ['Admin', 'Baseline'] satisfies Tier[];
const MAX_PRIORITY = 1000;

/** The value is absent if the policy has no name. In strict reading it is absent after any error. */
export function readClusterPolicy(object: unknown, options: Reading = {}): Read<ClusterPolicy> {
  const policy = rawKey(object, false);
  const { strict = false, maxEntries = MAX_ENTRIES } = options;
  const root = rootOf(policy === undefined ? {} : { policy }, options);
  const fields = readFields(policyShape, object, { ...root, effect: 'the policy has no effect' });
  const place = at(root, 'metadata', policy === undefined ? 'the policy has no effect' : '');
  const metadata =
    fields && (readMetadata(fields.metadata, place, { name: dnsSubdomainErrors, namespace: () => [] }) ?? identityOf(object));
  const spec = readSpec(fields?.spec, at(root, 'spec', FAILS_CLOSED), maxEntries);
  if (!metadata || (strict && root.findings.errors > 0)) return { issues: issuesAt(root) };
  const { name, uid, generation } = metadata;
  return { value: { name, uid, ...(generation !== undefined && { generation }), ...spec }, issues: issuesAt(root) };
}

/** The identity of a policy with invalid metadata. */
function identityOf(object: unknown): Pick<Metadata, 'name' | 'uid' | 'generation'> | undefined {
  const name = rawKey(object, false);
  return name === undefined ? undefined : { name, uid: '' };
}

type Spec = Omit<ClusterPolicy, 'name' | 'uid' | 'generation'>;

function readSpec(raw: unknown, place: Place, max: number): Spec {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readExactly(specShape, raw, place);
  const values = fields ?? ((typeof raw === 'object' ? raw : undefined) as z.infer<typeof specShape> | undefined) ?? {};
  const tier = readTier(values.tier, at(place, 'tier'));
  const priority = readPriority(values.priority, at(place, 'priority'));
  const isLong = entriesOf(values, max) > max;
  if (isLong) report(place, 'too-many-entries', `the policy has more than ${max} entries: ${FAILS_CLOSED}`);
  // Without its place among the others, no rule has a certain meaning.
  const isClosed = isLong || findings.errors !== errors;
  const { complete, ...subject } = readSubject(isLong ? undefined : values.subject, at(place, 'subject', INCOMPLETE));
  const read = (direction: 'ingress' | 'egress') => readTierRules(values[direction], direction, at(place, direction), isClosed);
  const spec = { tier, priority, subject, ingress: read('ingress'), egress: read('egress') };
  return complete ? spec : restricting(spec);
}

const INCOMPLETE = 'for the pods that the rest of the subject selects, Accept rules match nothing and Pass rules deny';

/** An unknown tier counts as Admin, whose rules precede all others. */
function readTier(raw: unknown, place: Place): Tier {
  if (TIERS.includes(raw)) return raw as Tier;
  unsupported(place, String(raw ?? ''), TIERS as readonly string[]);
  return 'Admin';
}

function readPriority(raw: unknown, place: Place): number {
  if (typeof raw === 'number' && Number.isInteger(raw) && raw >= 0 && raw <= MAX_PRIORITY) return raw;
  invalid(place, raw, `must be an integer from 0 to ${MAX_PRIORITY}`);
  return 0;
}
