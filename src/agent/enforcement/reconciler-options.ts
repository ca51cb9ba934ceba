import type { EndpointWorkOptions } from './endpoint-work.ts';
import type { HnsLookObserver } from './hns-look.ts';
import type { NodeView, Outcome } from './outcome.ts';

export interface ReconcilerOptions extends Omit<EndpointWorkOptions, 'cluster' | 'reader' | 'signal' | 'searchAgain'> {
  /** From a change of the cluster to the search for affected endpoints. Changes that arrive meanwhile are one search. */
  readonly coalesceMs: number;
  /** Each endpoint is read once in this time, to find what others changed. */
  readonly resyncMs: number;
  /** Of Windows. Undefined: unknown, and HNS's version alone decides if it is supported. */
  readonly windowsBuild: number | undefined;
  /** Called before affected endpoints are searched: brings everything else up to date that the desired state depends on. */
  readonly refresh: () => void;
  readonly observer: ReconcilerObserver;
}

/** Observes all work and decides none. */
export interface ReconcilerObserver extends HnsLookObserver {
  /** The search for affected endpoints ended. @param needed It found some. */
  searched(needed: boolean): void;
  /** Work on an endpoint that belongs to a pod ended. */
  worked(outcome: Outcome): void;
  /** Called when the queue is empty and after each look at HNS. */
  view(view: NodeView): void;
}
