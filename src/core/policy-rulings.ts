/** The part of a ClusterNetworkPolicy's meaning that is equal for all pods that it selects. The pods share its arrays. */
import { isEmpty } from './address.ts';
import { without } from './address-algebra.ts';
import { closedPolicy } from './fail-closed.ts';
import { type Action, type ClusterPolicy, keyOf, type TierRule } from './model.ts';
import type { Ruling } from './pod-policy.ts';
import { CERTAIN, type Lookup, type Matching, type RuleGrants, ruleGrants } from './policy-grants.ts';

/** Grants of a rule, or traffic that it denies or passes on. */
export interface RuleRulings extends RuleGrants {
  readonly action: Action;
  /** They keep their identity while the policy and its peers do not change. */
  readonly grants: readonly Ruling[];
}

export interface PolicyRulings {
  readonly policy: ClusterPolicy;
  /** In order. A rule may have several parts. */
  readonly ingress: readonly RuleRulings[];
  readonly egress: readonly RuleRulings[];
  /** The peers select more pods than one policy may select, so every rule fails closed. */
  readonly isTooMuch: boolean;
}

/** For rules that deny traffic: any pod that claims an address, also with a weaker claim, matches. */
const POSSIBLE: Matching = { addresses: index => index.possibleAddresses, named: (index, lookup) => lookup.possiblyNamed(index) };

export function rulingsOf(policy: ClusterPolicy, lookup: Lookup): PolicyRulings {
  const direction = (name: 'ingress' | 'egress') => policy[name].flatMap(rule => ruleRulings(policy, rule, lookup, name));
  return { policy, ingress: direction('ingress'), egress: direction('egress'), isTooMuch: false };
}

/** For a policy beyond the bound. */
export function closedRulings(policy: ClusterPolicy, lookup: Lookup): PolicyRulings {
  return { ...rulingsOf(closedPolicy(policy), lookup), policy, isTooMuch: true };
}

/**
 * An address with an uncertain owner matches no Accept rule through its pod, and each Deny rule that a possible owner matches. A Pass rule that
 * a possible owner matches denies it.
 */
function ruleRulings(policy: ClusterPolicy, rule: TierRule, lookup: Lookup, direction: 'ingress' | 'egress'): RuleRulings[] {
  const part = (action: Action, matching: Matching): RuleRulings[] => {
    const grants = ruleGrants(keyOf(policy), rule, lookup, direction, matching);
    const { tier } = policy;
    return grants ? [{ ...grants, action, grants: grants.grants.map(grant => ({ ...grant, tier, action })) }] : [];
  };
  if (rule.action === 'Accept') return part('Accept', CERTAIN);
  if (rule.action === 'Deny') return part('Deny', POSSIBLE);
  const certain = part('Pass', CERTAIN);
  return isUncertain(rule, lookup) ? [...certain, ...part('Deny', POSSIBLE).map(rulings => ({ ...rulings, unresolved: [] }))] : certain;
}

function isUncertain({ peers, ports }: TierRule, lookup: Lookup): boolean {
  // A named port can have an uncertain owner, whatever the peers are.
  if (ports !== 'any' && ports.some(({ port }) => typeof port === 'object' && 'name' in port)) return true;
  if (peers === 'any') return false;
  return peers.some(peer => {
    if (peer.kind !== 'pods') return false;
    const index = lookup.index(peer);
    return !isEmpty(without(index.possibleAddresses, index.addresses));
  });
}
