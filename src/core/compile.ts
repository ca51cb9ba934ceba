/**
 * Compiles the policies of one pod to addresses and port numbers, with complete Kubernetes semantics. Platform limits do not belong
 * here: entries that a platform lacks are rejected before this step or left out of the result after it.
 */
import type { Issue, Result } from './issue.ts';
import { keyOf, type Pod, type Port, type Tier } from './model.ts';
import type { DirectionPolicy, Grant, PodPolicy, Ruling, Untiered } from './pod-policy.ts';
import type { AnyGrants, AnyPolicy } from './policy-compilation.ts';
import type { PolicyGrants, RuleGrants } from './policy-grants.ts';
import type { PolicyRulings } from './policy-rulings.ts';
import { hasPorts, type NamedPortEntry, numbersOf, portSet } from './port-set.ts';

type Direction = 'ingress' | 'egress';

/**
 * @param pod Its addresses are only those that it alone owns.
 * @param policies The policies that select the pod: NetworkPolicies sorted by key, and then ClusterNetworkPolicies in the order of their rules.
 * @param maxMatches The bound of `PolicyGrants.isTooMuch`, for the message.
 */
export function compilePod(
  pod: Pod,
  nodeAddresses: readonly string[],
  policies: readonly AnyGrants[],
  maxMatches: number,
): Result<PodPolicy> {
  const issues: Issue[] = [];
  const direction = (name: Direction): DirectionPolicy => {
    const networkPolicies = untiered(pod, policies.filter(isGrants), name, issues);
    const tiers = policies.filter(isRulings).filter(({ policy }) => policy[name].length > 0);
    if (tiers.length === 0) return networkPolicies;
    const rulings = (tier: Tier) => tiers.filter(({ policy }) => policy.tier === tier).flatMap(one => rulingsFor(pod, one, name, issues));
    const keys = [...tiers.map(({ policy }) => keyOf(policy)), ...(networkPolicies === 'open' ? [] : networkPolicies.policies)];
    return { policies: keys.sort(), admin: rulings('Admin'), networkPolicies, baseline: rulings('Baseline') };
  };
  const directions = shared(policies, () => ({ ingress: direction('ingress'), egress: direction('egress') }));
  const value = { pod, nodeAddresses, ...directions };
  const closing = policies.filter(({ isTooMuch }) => isTooMuch);
  return { value, issues: [...closing.map(({ policy }) => tooMany(policy, pod, maxMatches)), ...issues] };
}

function untiered(pod: Pod, policies: readonly PolicyGrants[], name: Direction, issues: Issue[]): Untiered {
  const isolating = policies.filter(({ policy }) => policy[name] !== undefined);
  if (isolating.length === 0) return 'open';
  const grants = isolating.flatMap(({ policy, [name]: rules }) => rules.flatMap(rule => grantsFor(pod, keyOf(policy), rule, issues)));
  return { policies: isolating.map(({ policy }) => keyOf(policy)), grants };
}

function rulingsFor(pod: Pod, rulings: PolicyRulings, name: Direction, issues: Issue[]): Ruling[] {
  const { policy } = rulings;
  const { tier } = policy;
  return rulings[name].flatMap(rule => grantsFor(pod, keyOf(policy), rule, issues).map(grant => ('action' in grant ? (grant as Ruling) : { ...grant, tier, action: rule.action })));
}

function isRulings(policy: AnyGrants): policy is PolicyRulings {
  return 'tier' in policy.policy;
}

function isGrants(policy: AnyGrants): policy is PolicyGrants {
  return !isRulings(policy);
}

type Directions = Pick<PodPolicy, Direction>;

const kept = new WeakMap<AnyGrants, { readonly policies: readonly AnyGrants[]; readonly directions: Directions }>();

/** Pods with the same policies share the result, by the last of the policies, unless it depends on the pod. */
function shared(policies: readonly AnyGrants[], compute: () => Directions): Directions {
  const last = policies.at(-1);
  if (!last || policies.some(dependsOnPod)) return compute();
  const known = kept.get(last);
  if (known?.policies.length === policies.length && known.policies.every((grants, index) => grants === policies[index]))
    return known.directions;
  const directions = compute();
  kept.set(last, { policies, directions });
  return directions;
}

function dependsOnPod({ ingress, egress }: AnyGrants): boolean {
  return [...ingress, ...egress].some(({ own, unresolved }) => own !== undefined || unresolved.length > 0);
}

function grantsFor(pod: Pod, policy: string, { grants, own, unresolved }: RuleGrants, issues: Issue[]): readonly Grant[] {
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

function undeclared(policy: string, entry: NamedPortEntry, pod: Pod, why: string): Issue {
  const message = `named port "${entry.port.name}" (${entry.protocol}) matches no traffic here: ${why}`;
  return {
    severity: 'warning',
    code: 'unresolved-named-port',
    policy,
    pod: keyOf(pod),
    path: `${entry.path}.port`,
    message,
  };
}

function tooMany(policy: AnyPolicy, pod: Pod, max: number): Issue {
  const effect = 'tier' in policy ? 'every rule of the policy fails closed' : 'the policy isolates this pod and allows no traffic';
  const message = `the peers select more than ${max} pods in total: ${effect}`;
  return { severity: 'error', code: 'too-many-matches', policy: keyOf(policy), pod: keyOf(pod), path: 'spec', message };
}
