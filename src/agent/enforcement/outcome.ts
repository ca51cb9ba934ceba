/** The results of enforcement as data. */
import type { Owners } from '../../core/claims.ts';
import type { Issue } from '../../core/issue.ts';
import type { Pod } from '../../core/model.ts';
import type { EndpointList } from '../../hns/client.ts';
import type { EndpointPolicy, HnsNetwork } from '../../hns/document/schema.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import type { HnsError } from '../../hns/transport/hns-error.ts';
import type { Written } from './endpoint-update.ts';
import type { PodSandbox } from './sandbox-pods.ts';

/** The result of the work on one endpoint that belongs to a pod of this node. */
export interface Outcome {
  readonly endpoint: string;
  /** The pod, or all pods that claim the endpoint, as they were when it was worked on. */
  readonly owners: Owners;
  /** The sandbox of the pod proves that it owns the endpoint. The API server may not have delivered the pod yet. */
  readonly isCertain: boolean;
  /** Keys of the pod, or of all pods that claim the endpoint, sorted. */
  readonly pods: readonly [string, ...string[]];
  /**
   * `gone`: the endpoint or its pod vanished meanwhile. `deferred`: it is out of sync and waits for its next attempt.
   * `pending`: it is out of sync, and writes are disabled.
   */
  readonly result: 'unchanged' | 'updated' | 'failed' | 'gone' | 'deferred' | 'pending';
  /** ACLs of the agent: found before the work, and desired. */
  readonly acls: { readonly found: number; readonly desired: number };
  /** Fingerprint of the pods and the desired ACLs. `''`: unknown. */
  readonly content: string;
  /** Directions in which a policy isolates the pod, or the pod is closed for another reason. */
  readonly isolated: Directions;
  /** Keys of the policies that isolate the pod. */
  readonly policies: readonly string[];
  /** Set where the pod is closed although its policies may allow something. */
  readonly closed?: Closed;
  /** Set where an administrator opened the pod: the end, in milliseconds since the epoch. Its policies are not enforced until then. */
  readonly openedUntil?: number;
  /** Engines whose leftover ACLs the Update removed. */
  readonly from: readonly Engine[];
  /** About foreign ACLs that decide otherwise than the policies (src/hns/foreign). */
  readonly foreign: readonly Issue[];
  /** The Update that this work has made. */
  readonly update?: Pick<Written, 'windowMs' | 'added' | 'lost'>;
  /** Foreign ACLs that came back after an Update: another program writes this endpoint too. */
  readonly secondWriter?: readonly EndpointPolicy[];
  /** It was out of sync although the desired ACLs had been in force: someone else changed them, or HNS lost them. */
  readonly drift: boolean;
  /** Failures in a row before this work. */
  readonly failures: number;
  /** When the endpoint or its sandbox was first seen, and when the endpoint was read for this work, in monotonic milliseconds. */
  readonly firstSight: number;
  readonly readAt: number;
  /** When the work ended, in milliseconds since the epoch. */
  readonly at: number;
  /** When the next attempt is due, in milliseconds since the epoch. A change of the desired state brings it forward. */
  readonly retryAt?: number;
  /** Set when failed. */
  readonly error?: HnsError;
}

/** Why a pod is closed although its policies may allow something. */
export type Closed = 'error' | 'limit' | 'dispute' | 'rejected';

export interface Directions {
  readonly ingress: boolean;
  readonly egress: boolean;
}

/** The last result of every endpoint of this node. */
export interface NodeView {
  /** The networks whose endpoints are chosen. */
  readonly networks: readonly HnsNetwork[];
  /** GUIDs of all endpoints that HNS lists. */
  readonly present: ReadonlySet<string>;
  readonly outcomes: readonly Outcome[];
  /** Endpoints that HNS lists but does not describe, so their pods are unknown. */
  readonly unreadable: EndpointList['failures'];
  /** Pods that have an address and no endpoint. */
  readonly waiting: readonly Pod[];
  /** Ready sandboxes of pods that have no endpoint. */
  readonly bare: readonly PodSandbox[];
  /** Endpoints that have belonged to a container and to no known pod for 30 s. */
  readonly unowned: readonly string[];
  /** Issues of pods. Issues of policies are found when the policies arrive (src/agent/state.ts). */
  readonly issues: readonly Issue[];
  /** Every endpoint is in sync with the cluster as it was last searched, and none that a pod waits for may be among the unreadable ones. */
  readonly complete: boolean;
  /** Every endpoint with an owner holds its desired or its closed list. False while an endpoint cannot be read, because its owner is unknown. */
  readonly isProtected: boolean;
  /** Not complete, but only because of changes and new endpoints of the last two seconds. */
  readonly isSettling: boolean;
  /** Endpoints that are out of sync and are not changed because writes are disabled. */
  readonly pending: number;
  /** Endpoints that wait for work. */
  readonly queued: number;
  /** Number of endpoints worked on at a time. */
  readonly concurrency: number;
}

/** Out of sync, and not because writes are disabled, or closed because its rules could not be computed. */
export function isFailing(outcome: Outcome): boolean {
  return (!isDone(outcome) && outcome.result !== 'pending') || isBroken(outcome);
}

/** Closed by a bug. A pod that is closed by a limit is in sync with its closed list: anyone who may write a policy can cause that. */
export function isBroken({ closed }: Outcome): boolean {
  return closed === 'error';
}

export function isInSync({ result }: Outcome): boolean {
  return result === 'unchanged' || result === 'updated';
}

/** The endpoint holds its desired ACLs, or it is closed because HNS rejects them. */
export function hasProtection(outcome: Outcome): boolean {
  return isInSync(outcome) || outcome.closed === 'rejected';
}

/** In sync, and no foreign ACL allows what the policies deny. */
export function isEnforced(outcome: Outcome): boolean {
  return isInSync(outcome) && outcome.foreign.every(({ code }) => code !== 'foreign-allow');
}

/** In sync, or gone. */
export function isDone(outcome: Outcome): boolean {
  return isInSync(outcome) || outcome.result === 'gone';
}

/** The agent's ACLs on the endpoint: desired, and actual when it was last read. */
export function aclCounts({ result, acls: { found, desired } }: Outcome): { readonly desired: number; readonly actual: number } {
  // An accepted fallback (endpoint-update.ts) counts as desired. An Update has been read back.
  return { desired: result === 'unchanged' ? found : desired, actual: result === 'updated' ? desired : found };
}

/** Failures in a row, this work included. */
export function attempts({ result, failures }: Outcome): number {
  return failures + (result === 'failed' ? 1 : 0);
}
