/**
 * Rejects the rules of a ClusterNetworkPolicy that a backend lacks. Such a rule fails closed (fail-closed.ts), with two exceptions. An SCTP entry
 * is left out of the rule, because a backend without SCTP cannot deny it either. An IPv6 block stays, because the lowering of a backend without
 * IPv6 closes IPv6 where a tier denies any of it.
 */
import { type Backend, rejectedBy } from './backend.ts';
import { FAILS_CLOSED, failClosed, restricting } from './fail-closed.ts';
import { type Feature, unsupportedCode } from './feature.ts';
import { rulesUses, selectorUses, type Use } from './feature-uses.ts';
import type { Result } from './issue.ts';
import { IssueList, MAX_ISSUES } from './issue-list.ts';
import { type ClusterPolicy, keyOf, type TierRule } from './model.ts';
import { isNamed } from './port-set.ts';
import { notSupported } from './reject.ts';

/** Returns the same policy if the backend rejects no part of it. @param maxIssues Number of issues to list. Others are counted. */
export function rejectTiers(policy: ClusterPolicy, backend: Backend, maxIssues = MAX_ISSUES): Result<ClusterPolicy> {
  const features = rejectedBy(backend);
  const found = new IssueList(maxIssues);
  const add = ({ feature, path }: Use, effect: string) => {
    const message = `${notSupported(feature, backend)}: ${effect}`;
    found.add({ severity: 'error', code: unsupportedCode(feature), policy: keyOf(policy), path, message });
  };
  const { namespaces, pods } = policy.subject;
  const subjects = [
    ...selectorUses(features, 'spec.subject.namespaces', namespaces),
    ...selectorUses(features, 'spec.subject.pods.podSelector', pods),
  ];
  for (const use of subjects) add(use, 'for the pods of this subject, Accept rules match nothing and Pass rules deny');
  const narrow = (rule: TierRule): TierRule[] => {
    const uses = [...rulesUses(features, { ingress: [rule] })].filter(use => !isOfName(rule, use));
    for (const use of uses) add(use, effectOn(rule, use.feature));
    if (uses.some(({ feature }) => failsClosed(feature))) return [failClosed(rule) ?? []].flat();
    const isWithoutSctp = uses.some(({ feature }) => feature.name === 'sctp');
    return isWithoutSctp && rule.ports !== 'any'
      ? [{ ...rule, ports: rule.ports.filter(port => isNamed(port) || port.protocol !== 'SCTP') }]
      : [rule];
  };
  const [ingress, egress] = [policy.ingress.flatMap(narrow), policy.egress.flatMap(narrow)];
  const { issues } = found;
  if (issues.length === 0) return { value: policy, issues };
  const value = { ...policy, ingress, egress };
  return { value: subjects.length > 0 ? restricting(value) : value, issues };
}

/** A named port is one entry for each protocol, and each use of it but the first is a repetition. */
function isOfName({ ports }: TierRule, { feature, path }: Use): boolean {
  if (ports === 'any' || feature.entry !== 'port') return false;
  const named = ports.filter(isNamed).filter(port => path.startsWith(`${port.path}.`));
  return named.length > 0 && feature.name === 'sctp';
}

function failsClosed({ name }: Feature): boolean {
  return name !== 'sctp' && name !== 'ipv6';
}

function effectOn({ action }: Pick<TierRule, 'action'>, feature: Feature): string {
  if (failsClosed(feature)) return FAILS_CLOSED;
  if (feature.name === 'sctp')
    return action === 'Accept' ? 'this entry accepts no traffic' : `this entry does not ${action.toLowerCase()} SCTP`;
  return 'IPv6 traffic of the pods is blocked where a tier denies any of it';
}
