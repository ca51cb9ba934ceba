/**
 * Removes the entries that a backend rejects from a policy, before the policy is compiled. Each rejected entry is reported as an issue. The
 * result never allows more than the policy.
 */
import { type Backend, rejectedBy } from './backend.ts';
import { type Feature, unsupportedCode } from './feature.ts';
import { peerUses, portUses, subjectUses, type Use } from './feature-uses.ts';
import type { Result } from './issue.ts';
import { IssueList, MAX_ISSUES } from './issue-list.ts';
import { keyOf, type NetworkPolicy, type Rule } from './model.ts';

/**
 * `reject-item`: the entry allows no traffic, and the rest of the policy is enforced. `reject-policy`: the whole policy has no effect, as with
 * Azure NPM. The upstream test suite calls that a security hole, because it leaves pods open that the policy isolates
 * (docs/reference/networkpolicy-semantics.md §1.5 row 33).
 */
export const ON_UNSUPPORTED = ['reject-item', 'reject-policy'] as const;
export type OnUnsupported = (typeof ON_UNSUPPORTED)[number];

export interface Rejection extends Result<NetworkPolicy | undefined> {
  /** `spec.podSelector` is rejected. The policy isolates the pods that it selects, and allows no traffic. */
  readonly closes: boolean;
}

/**
 * Returns the same object if the backend rejects no part of it.
 * @param maxIssues Number of issues to list. Others are counted.
 * @returns value: undefined if the policy has no effect. A list that became empty allows no peer or no port. issues: one for each rejected
 * feature, in the order of the policy's fields.
 */
export function reject(policy: NetworkPolicy, backend: Backend, mode: OnUnsupported, maxIssues = MAX_ISSUES): Rejection {
  const features = rejectedBy(backend);
  const found = new IssueList(maxIssues);
  const add = ({ feature, path }: Use, effect: string) => {
    const message = `${notSupported(feature, backend)}: ${effect}. ${remedy(feature, backend)}`;
    found.add({ severity: 'error', code: unsupportedCode(feature), policy: keyOf(policy), path, message });
  };
  const whole = mode === 'reject-policy';
  const subjects = subjectUses(features, policy);
  for (const use of subjects) add(use, whole ? WHOLE_POLICY : CLOSES);
  const isSupported = (uses: readonly Use[]): boolean => {
    for (const use of uses) add(use, whole ? WHOLE_POLICY : itemOnly(use.feature));
    return uses.length === 0;
  };
  const narrow = (rule: Rule): Rule => {
    const ports = supported(rule.ports, port => isSupported(portUses(features, port)));
    const peers = supported(rule.peers, peer => isSupported(peerUses(features, peer)));
    return ports === rule.ports && peers === rule.peers ? rule : { ...rule, peers, ports };
  };
  const [ingress, egress] = [policy.ingress?.map(narrow), policy.egress?.map(narrow)];
  const { issues } = found;
  if (issues.length === 0) return { value: policy, issues, closes: false };
  if (whole) return { value: undefined, issues, closes: false };
  const closes = subjects.length > 0;
  return {
    value: { ...policy, ...(ingress && { ingress: closes ? [] : ingress }), ...(egress && { egress: closes ? [] : egress }) },
    issues,
    closes,
  };
}

/** The same list if every entry is supported. */
function supported<T>(entries: 'any' | readonly T[], isSupported: (entry: T) => boolean): 'any' | readonly T[] {
  if (entries === 'any') return entries;
  const kept = entries.filter(isSupported);
  return kept.length === entries.length ? entries : kept;
}

export const WHOLE_POLICY = 'the whole policy has no effect there';
export const CLOSES = 'the policy allows its pods no traffic';

export function itemOnly({ entry }: Feature): string {
  return `this ${entry === 'port' ? 'port entry' : 'peer'} allows no traffic`;
}

export function notSupported({ subject }: Feature, { name }: Backend): string {
  return `${subject} not supported on ${name}`;
}

/** One sentence. */
export function remedy({ name, alternative }: Feature, { translations }: Backend): string {
  const setting = translations[name];
  return setting === undefined ? capitalised(alternative) : `Set translate: ${setting}, or ${alternative}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
