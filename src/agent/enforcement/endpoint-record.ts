/** Notes about one endpoint between two pieces of work. They find work. They never decide it: that takes what HNS holds at that moment. */
import type { Issue } from '../../core/issue.ts';
import type { HnsEndpoint } from '../../hns/document/schema.ts';
import type { HnsError } from '../../hns/transport/hns-error.ts';
import { ForeignMemory } from './foreign-memory.ts';
import type { Outcome } from './outcome.ts';

export interface EndpointRecord {
  /** GUID. */
  readonly id: string;
  /** When HNS first listed it, in monotonic milliseconds. */
  readonly firstSeen: number;
  /** HNS did not list it when the agent started. */
  readonly isNew: boolean;
  /** When it was last read, in monotonic milliseconds. Undefined: never. */
  readAt?: number;
  /** As it was last read. Undefined: never, or it is no live local endpoint of a pod network. */
  endpoint?: HnsEndpoint | undefined;
  /** Since when it belongs to a container and to no known pod, in monotonic milliseconds. */
  unownedSince?: number | undefined;
  /** Since when the API server gives its addresses to another pod than its sandbox, in monotonic milliseconds. */
  rivalledSince?: number | undefined;
  /** The cluster state that the last work was computed from (`basisOf`). Undefined: it was never worked on, or must be again. */
  basis?: readonly unknown[] | undefined;
  /** The policies of its pod are being computed. Then it is worked on. */
  isComputing?: boolean;
  /** Computations in a row that were outdated when the endpoint had been read. */
  outdated?: number | undefined;
  /** Since when it waits for work on a changed state, in monotonic milliseconds. Undefined: it does not. */
  changedAt?: number | undefined;
  /** The result of the last work. Undefined: it belongs to no pod of this node, or was never worked on. */
  outcome?: Outcome | undefined;
  /** Why the last read failed. */
  unreadable?: HnsError | undefined;
  /** Fingerprint of the state that was last found or put in force. It only distinguishes drift from change. */
  inForce?: string | undefined;
  /** HNS rejected the desired ACLs for good at the last attempt. */
  rejected?: HnsError | undefined;
  readonly foreign: ForeignMemory;
  issues: readonly Issue[];
  /** The next attempt after a failure. */
  retry?: ReturnType<typeof setTimeout> | undefined;
}

export function newRecord(id: string, isNew: boolean): EndpointRecord {
  const now = performance.now();
  return { id, firstSeen: now, isNew, changedAt: now, foreign: new ForeignMemory(), issues: [] };
}

export function isSameBasis(a: readonly unknown[] | undefined, b: readonly unknown[]): boolean {
  return a !== undefined && a.length === b.length && a.every((item, index) => item === b[index]);
}
