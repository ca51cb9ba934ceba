/** The reasons of a verdict and the changes that would turn it around. */
import { formatAddress } from '../../core/address.ts';
import { isInPodNetwork } from '../../core/claims.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf, type NetworkPolicy, type Pod } from '../../core/model.ts';
import type { Rejection } from '../../core/reject.ts';
import { otherSystemOf } from '../offline/other-system.ts';
import type { Change } from './change.ts';
import type { Connection } from './connect-target.ts';
import type { DecidedHalf, DecidedHalves, ExplainedHalf, Explanation, RejectedItem } from './explanation-schema.ts';
import { type Direction, type FlowHalf, flowHalf, policiesOf } from './flow-half.ts';
import { type NearRule, nearRules } from './near-rules.ts';
import { noSuggestion } from './no-suggestion.ts';
import { type Enforcement, judgeOffline, type OfflineVerdict, type Party } from './offline-connect.ts';
import { suggestionsFor, type Tried } from './suggestions.ts';
import { type JudgedCluster, withChanges } from './trial.ts';

export interface ExplainedCluster extends JudgedCluster {
  /** Of reading the objects. */
  readonly issues: readonly Issue[];
  readonly enforcement?: Enforcement;
}

/** Near rules in one half. */
const MAX_NEAREST = 3;

/**
 * @param verdict Of `judgeOffline` for the connection.
 * @param halves The decision of HNS, or of the policies if HNS has not been asked.
 */
export function explanationOf(
  judged: ExplainedCluster,
  connection: Connection,
  verdict: OfflineVerdict,
  halves: DecidedHalves = verdict.verdict,
): Explanation {
  const explainer = new Explainer(judged, connection, verdict);
  const egress = explainer.half('egress', halves.egress);
  const ingress = explainer.half('ingress', halves.ingress);
  const { protocol, port } = verdict.packet;
  return { allowed: halves.allowed, protocol, port, egress, ingress };
}

class Explainer {
  readonly #judged: ExplainedCluster;
  readonly #connection: Connection;
  readonly #verdict: OfflineVerdict;
  /** The first suggestion for the half before. One for the other half must hold beside it. */
  #earlier: readonly Change[] = [];

  constructor(judged: ExplainedCluster, connection: Connection, verdict: OfflineVerdict) {
    this.#judged = judged;
    this.#connection = connection;
    this.#verdict = verdict;
  }

  half(direction: Direction, decided: DecidedHalf): ExplainedHalf {
    const { packet, source, destination } = this.#verdict;
    const [party, other] = direction === 'egress' ? [source, destination] : [destination, source];
    const subject = this.#subjectOf(party);
    const engine = this.#engineOf(subject);
    const policies = subject ? policiesOf(this.#judged.asWritten(), subject) : [];
    const base = {
      ...decided,
      pods: [...party.pods],
      address: formatAddress(direction === 'egress' ? packet.from : packet.to),
      engine,
      selectedBy: policies.map(keyOf),
      ...{ nearest: [], rejected: [], suggestions: [] },
    };
    const rejectionOf = engine.name === 'hns-policy-agent' ? this.#judged.reject : acceptAll;
    const issues = engine.name === 'none' ? [] : policies.flatMap(policy => [...this.#invalid(policy), ...rejectionOf(policy).issues]);
    if (!subject || decided.allowed) return { ...base, rejected: issues.map(issue => rejectedItem(issue, false)) };
    const flow = flowHalf(this.#judged.asWritten(), direction, subject, other.pods, packet);
    const near = nearRules(this.#judged.asWritten(), policies, flow, rejectionOf);
    const deciding = new Set(near.flatMap(({ rejected }) => rejected.map(placeOf)));
    return {
      ...base,
      rejected: issues.map(issue => rejectedItem(issue, deciding.has(placeOf(issue)))),
      ...this.#remedies(decided, flow, near, policies),
    };
  }

  #remedies(
    decided: DecidedHalf,
    flow: FlowHalf,
    near: readonly NearRule[],
    policies: readonly NetworkPolicy[],
  ): Pick<ExplainedHalf, 'nearest' | 'suggestions' | 'noSuggestion'> {
    const isolating = policies.filter(policy => decided.policies?.includes(keyOf(policy)));
    const reason = (): string => noSuggestion(decided, flow, isolating, near.some(isMatch), this.#judged);
    if (decided.reason !== 'not-granted') return { nearest: [], suggestions: [], noSuggestion: reason() };
    const missing = near.filter(rule => !isMatch(rule));
    const allows = (changes: readonly Change[]): boolean => this.#allows(flow.direction, changes);
    const tried = suggestionsFor(this.#judged.asWritten(), flow, missing, isolating, allows);
    if (tried[0]) this.#earlier = tried[0].changes;
    return {
      nearest: missing.slice(0, MAX_NEAREST).map(nearest),
      suggestions: tried.map(suggestion),
      ...(tried.length === 0 && { noSuggestion: reason() }),
    };
  }

  /** The half allows the connection with the changes, the other one does not close, and both allow it beside the earlier suggestion. */
  #allows(direction: Direction, changes: readonly Change[]): boolean {
    const other = direction === 'egress' ? 'ingress' : 'egress';
    const now = this.#judgedWith(changes);
    if (!now[direction].allowed || (this.#verdict.verdict[other].allowed && !now[other].allowed)) return false;
    return this.#earlier.length === 0 || this.#judgedWith([...this.#earlier, ...changes]).allowed;
  }

  #judgedWith(changes: readonly Change[]): OfflineVerdict['verdict'] {
    return withChanges(this.#judged, changes, () => judgeOffline(this.#judged, this.#connection, this.#judged.enforcement).verdict);
  }

  #subjectOf({ pods: [first] }: Party): Pod | undefined {
    return first === undefined ? undefined : this.#judged.cluster.get('pod', first);
  }

  #engineOf(pod: Pod | undefined): ExplainedHalf['engine'] {
    const place = pod?.node === undefined ? {} : { node: pod.node };
    if (!pod || !isInPodNetwork(pod)) return { name: 'none', ...place };
    const system = otherSystemOf(this.#judged.cluster, pod.node);
    return system === undefined ? { name: 'hns-policy-agent', ...place } : { name: 'other', ...place, system };
  }

  #invalid(policy: NetworkPolicy): Issue[] {
    const key = keyOf(policy);
    return this.#judged.issues.filter(issue => issue.policy === key && issue.code === 'invalid' && issue.severity === 'error');
  }
}

function isMatch({ missing }: NearRule): boolean {
  return missing.length === 0;
}

/** Another engine enforces a policy as it is written. */
function acceptAll(policy: NetworkPolicy): Rejection {
  return { value: policy, issues: [], closes: false };
}

function placeOf({ policy, path }: Issue): string {
  return `${policy} ${path}`;
}

function rejectedItem({ policy = '', code, path, message }: Issue, wouldAllow: boolean): RejectedItem {
  return { policy, code, path, message, wouldAllow };
}

function nearest({ policy, rule, missing }: NearRule): ExplainedHalf['nearest'][number] {
  return { policy: keyOf(policy), path: rule.path, missing: missing.map(({ kind, message }) => ({ kind, message })) };
}

function suggestion({ suggestion: { text, changes } }: Tried): ExplainedHalf['suggestions'][number] {
  return { text, changes: changes.map(change => ({ ...change, patch: [...change.patch] })) };
}
