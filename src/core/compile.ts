/**
 * Compiles the NetworkPolicies of one pod to addresses and port numbers, with complete Kubernetes semantics. Platform limits do not belong
 * here: entries that a platform lacks are rejected before this step or left out of the result after it.
 */
import type { Issue, Result } from './issue.ts';
import { IssueList, MAX_ISSUES } from './issue-list.ts';
import { keyOf, type NetworkPolicy, type Pod, type Port } from './model.ts';
import type { DirectionPolicy, Grant, PodPolicy } from './pod-policy.ts';
import type { PolicyGrants, RuleGrants } from './policy-grants.ts';
import { hasPorts, type NamedPortEntry, numbersOf, portKey, portSet } from './port-set.ts';

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
  const { ingress, egress, undeclared } = shared(pod, policies);
  const closing = policies.filter(({ isTooMuch }) => isTooMuch);
  const issues = [
    ...closing.map(({ policy }) => tooMany(policy, pod, maxMatches)),
    ...undeclared.map(issue => ({ ...issue, pod: keyOf(pod) })),
  ];
  return { value: { pod, nodeAddresses, ingress, egress }, issues };
}

interface Compiled extends Pick<PodPolicy, 'ingress' | 'egress'> {
  /** Named ports that allow no traffic. Without the pod. */
  readonly undeclared: readonly Issue[];
}

interface Kept {
  readonly policies: readonly PolicyGrants[];
  /** By the numbers of the pod's ports that the policies name. */
  readonly compiled: Map<string, Compiled>;
}

const kept = new WeakMap<PolicyGrants, Kept>();
/** Pods with other numbers replace the oldest. */
const MAX_KEPT = 16;

/** Pods with the same policies share the result, by the last of the policies, if their named ports have the same numbers. */
function shared(pod: Pod, policies: readonly PolicyGrants[]): Compiled {
  const numbers = numbersOf(pod);
  const last = policies.at(-1);
  if (!last) return compiledFor(numbers, policies);
  let known = kept.get(last);
  if (known?.policies.length !== policies.length || known.policies.some((grants, index) => grants !== policies[index])) {
    known = { policies, compiled: new Map() };
    kept.set(last, known);
  }
  const key = ownPorts(policies)
    .map(entry => numbers.get(portKey(entry)) ?? '')
    .join(' ');
  const compiled = known.compiled.get(key) ?? compiledFor(numbers, policies);
  known.compiled.delete(key);
  if (known.compiled.size >= MAX_KEPT) known.compiled.delete(known.compiled.keys().next().value!);
  known.compiled.set(key, compiled);
  return compiled;
}

/** The named ports whose numbers the pod itself declares. */
function ownPorts(policies: readonly PolicyGrants[]): NamedPortEntry[] {
  return policies.flatMap(({ ingress }) => ingress.flatMap(({ own }) => own?.named ?? []));
}

function compiledFor(numbers: PortNumbers, policies: readonly PolicyGrants[]): Compiled {
  const undeclared = new IssueList(MAX_ISSUES);
  const direction = (name: 'ingress' | 'egress'): DirectionPolicy => {
    const isolating = policies.filter(({ policy }) => policy[name] !== undefined);
    if (isolating.length === 0) return 'open';
    const grants = isolating.flatMap(({ policy, [name]: rules }) => rules.flatMap(rule => grantsFor(numbers, policy, rule, undeclared)));
    return { policies: isolating.map(({ policy }) => keyOf(policy)), grants };
  };
  return { ingress: direction('ingress'), egress: direction('egress'), undeclared: undeclared.issues };
}

type PortNumbers = ReturnType<typeof numbersOf>;

function grantsFor(
  numbers: PortNumbers,
  policy: NetworkPolicy,
  { grants, own, unresolved }: RuleGrants,
  undeclared: IssueList,
): readonly Grant[] {
  for (const entry of unresolved) undeclared.add(notDeclared(policy, entry, 'no pod among the peers declares such a port'));
  if (!own) return grants;
  const { from, peers, named } = own;
  const ports = portSet(
    named.flatMap(entry => {
      const declared = numbers.get(portKey(entry)) ?? [];
      if (declared.length === 0) undeclared.add(notDeclared(policy, entry, 'this pod declares no such port'));
      return declared.map((number): Port => ({ ...entry, port: [number, number] }));
    }),
  );
  return hasPorts(ports) ? [...grants, { ...from, peers, ports }] : grants;
}

function notDeclared(policy: NetworkPolicy, entry: NamedPortEntry, why: string): Issue {
  const message = `named port "${entry.port.name}" (${entry.protocol}) allows no traffic here: ${why}`;
  return { severity: 'warning', code: 'unresolved-named-port', policy: keyOf(policy), path: `${entry.path}.port`, message };
}

function tooMany(policy: NetworkPolicy, pod: Pod, max: number): Issue {
  const message = `the peers select more than ${max} pods in total: the policy isolates this pod and allows no traffic`;
  return { severity: 'error', code: 'too-many-matches', policy: keyOf(policy), pod: keyOf(pod), path: 'spec', message };
}
