/** What a pass found and did, as data. */
import type { Issue } from '../../core/issue.ts';
import type { Pod } from '../../core/model.ts';
import type { EndpointList } from '../../hns/client.ts';
import type { HnsNetwork } from '../../hns/document/schema.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import type { HnsError } from '../../hns/transport/hns-error.ts';

/** What became of one endpoint that belongs to a pod of this node. */
export interface Outcome {
  readonly endpoint: string;
  /** The pod, or all that claim it; keys, sorted. */
  readonly pods: readonly [string, ...string[]];
  /**
   * `gone`: it, or its pod, went away meanwhile. `deferred`: it differs, and is not tried now: back-off, or an attempt that is not over.
   * `pending`: it differs, and nothing may be written.
   */
  readonly result: 'unchanged' | 'updated' | 'failed' | 'gone' | 'deferred' | 'pending';
  /** Ours: found at the beginning, and wanted. */
  readonly acls: { readonly found: number; readonly wanted: number };
  /** Equal for equal wishes: of the pods and what the endpoint is to hold. `''` where that is not known. */
  readonly content: string;
  /** Whether a policy isolates the pod, or it is closed for another reason. */
  readonly isolated: Directions;
  /** The policies that isolate the pod. */
  readonly policies: readonly string[];
  /** Engines that had left ACLs there, which gave way when it was updated. */
  readonly from: readonly Engine[];
  /** It differed although what is wanted has been in force there: someone else changed it, or HNS lost it. */
  readonly drift: boolean;
  /** How often in a row it failed before this. */
  readonly failures: number;
  /** Milliseconds since the epoch: when this was found, or the attempt ended. */
  readonly at: number;
  /** Milliseconds since the epoch: before then what has failed is not tried again, unless it changes. */
  readonly retryAt?: number;
  /** When failed. */
  readonly error?: HnsError;
}

export interface Directions {
  readonly ingress: boolean;
  readonly egress: boolean;
}

export interface Pass {
  /** The chosen ones, as they were read when the pass began. */
  readonly networks: readonly HnsNetwork[];
  readonly outcomes: readonly Outcome[];
  /** Endpoints that HNS lists and does not describe; whose they are is not known. */
  readonly unreadable: EndpointList['failures'];
  /** Pods that have an address and no endpoint. */
  readonly waiting: readonly Pod[];
  /** Of pods. Those of policies are found when they arrive (state.ts). */
  readonly issues: readonly Issue[];
  /** Every endpoint is as wanted, and none that a pod waits for may be among the unreadable ones. */
  readonly complete: boolean;
  /** Endpoints that differ and would be changed if anything might be written. */
  readonly pending: number;
  /** Milliseconds since the epoch at which something is to be tried or looked for again. */
  readonly retryAt: number | undefined;
}

/** Not as wanted, and not because nothing may be written. */
export function isFailing(outcome: Outcome): boolean {
  return !isDone(outcome) && outcome.result !== 'pending';
}

/** The endpoint is as wanted. */
export function isInForce({ result }: Outcome): boolean {
  return result === 'unchanged' || result === 'updated';
}

/** As wanted, or not there to be so. */
export function isDone(outcome: Outcome): boolean {
  return isInForce(outcome) || outcome.result === 'gone';
}

/** How many ACLs of ours the endpoint is to hold, and held when it was last read. */
export function aclCounts({ result, acls: { found, wanted } }: Outcome): { readonly wanted: number; readonly actual: number } {
  // What will do as well (apply.ts) is wanted where it is in force. An Update has been read back.
  return { wanted: result === 'unchanged' ? found : wanted, actual: result === 'updated' ? wanted : found };
}

/** How often in a row it has failed by now. */
export function attempts({ result, failures }: Outcome): number {
  return failures + (result === 'failed' ? 1 : 0);
}
