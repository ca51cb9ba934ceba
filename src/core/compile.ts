/**
 * Compiles the NetworkPolicies of one pod to addresses and port numbers, with complete Kubernetes semantics. Platform limits do not belong
 * here: entries that a platform lacks are rejected before this step or left out of the result after it.
 */
import type { Issue, Result } from './issue.ts';
import { keyOf, type NetworkPolicy, type Pod, type Port } from './model.ts';
import type { DirectionPolicy, Grant, PodPolicy } from './pod-policy.ts';
import type { PolicyGrants, RuleGrants } from './policy-grants.ts';
import { hasPorts, type NamedPortEntry, numbersOf, portSet } from './port-set.ts';

/**
 * @param pod Its addresses are only those that it alone owns.
 * @param policies The policies that select the pod, sorted by key.
 * @param maxMatches The bound of `PolicyGrants.isTooMuch`, for the message.
 */
export function compilePod(
  pod: Pod,
  nodeAddresses: readonly string[],
  policies: readonly PolicyGrants[],
  maxMatches: number,
): Result<PodPolicy> {
  const issues: Issue[] = [];
  const direction = (name: 'ingress' | 'egress'): DirectionPolicy => {
    const isolating = policies.filter(({ policy }) => policy[name] !== undefined);
    if (isolating.length === 0) return 'open';
    const grants = isolating.flatMap(({ policy, [name]: rules }) => rules.flatMap(rule => grantsFor(pod, policy, rule, issues)));
    return { policies: isolating.map(({ policy }) => keyOf(policy)), grants };
  };
  const directions = shared(policies, () => ({ ingress: direction('ingress'), egress: direction('egress') }));
  const value = { pod, nodeAddresses, ...directions };
  const closing = policies.filter(({ isTooMuch }) => isTooMuch);
  return { value, issues: [...closing.map(({ policy }) => tooMany(policy, pod, maxMatches)), ...issues] };
}

type Directions = Pick<PodPolicy, 'ingress' | 'egress'>;

const kept = new WeakMap<PolicyGrants, { readonly policies: readonly PolicyGrants[]; readonly directions: Directions }>();

/** Pods with the same policies share the result, by the last of the policies, unless it depends on the pod. */
function shared(policies: readonly PolicyGrants[], compute: () => Directions): Directions {
  const last = policies.at(-1);
  if (!last || policies.some(dependsOnPod)) return compute();
  const known = kept.get(last);
  if (known?.policies.length === policies.length && known.policies.every((grants, index) => grants === policies[index]))
    return known.directions;
  const directions = compute();
  kept.set(last, { policies, directions });
  return directions;
}

function dependsOnPod({ ingress, egress }: PolicyGrants): boolean {
  return [...ingress, ...egress].some(({ own, unresolved }) => own !== undefined || unresolved.length > 0);
}

function grantsFor(pod: Pod, policy: NetworkPolicy, { grants, own, unresolved }: RuleGrants, issues: Issue[]): readonly Grant[] {
  for (const entry of unresolved) issues.push(undeclared(policy, entry, pod, 'no pod among the peers declares such a port'));
  if (!own) return grants;
  const { from, peers, named } = own;
  const ports = portSet(
    named.flatMap(entry => {
      const declared = numbersOf(pod, entry);
      if (declared.length === 0) issues.push(undeclared(policy, entry, pod, 'this pod declares no such port'));
      return declared.map((number): Port => ({ ...entry, port: [number, number] }));
    }),
  );
  return hasPorts(ports) ? [...grants, { ...from, peers, ports }] : grants;
}

function undeclared(policy: NetworkPolicy, entry: NamedPortEntry, pod: Pod, why: string): Issue {
  const message = `named port "${entry.port.name}" (${entry.protocol}) allows no traffic here: ${why}`;
  return {
    severity: 'warning',
    code: 'unresolved-named-port',
    policy: keyOf(policy),
    pod: keyOf(pod),
    path: `${entry.path}.port`,
    message,
  };
}

function tooMany(policy: NetworkPolicy, pod: Pod, max: number): Issue {
  const message = `the peers select more than ${max} pods in total: the policy isolates this pod and allows no traffic`;
  return { severity: 'error', code: 'too-many-matches', policy: keyOf(policy), pod: keyOf(pod), path: 'spec', message };
}
