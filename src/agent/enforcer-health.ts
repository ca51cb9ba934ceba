/** Judges the state of enforcement on this node, each time that its endpoints have been looked at. */
import { isBroken, isFailing, type NodeView } from './enforcement/outcome.ts';
import { type EnforcerState, type EnforcerStatus, UNKNOWN } from './enforcer-status.ts';

/** The state of the node beside its endpoints. */
export interface NodeFacts {
  /** Keys of the pods of other engines. */
  readonly otherEngines: readonly string[];
  /** Without the container runtime, new pods are open until the kubelet reports their addresses. */
  readonly knowsSandboxes: boolean;
  readonly knowsAddresses: boolean;
  /** kube-proxy runs without DSR, so policies do not apply to connections through Services. */
  readonly isDsrOff: boolean;
}

export class EnforcerHealth {
  readonly #enforces: boolean;
  #status: EnforcerStatus;

  /** @param enforces ACLs take effect on the traffic of pods. */
  constructor({ enforces, dryRun }: { readonly enforces: boolean; readonly dryRun: boolean }) {
    this.#enforces = enforces;
    this.#status = { ...UNKNOWN, stateSince: Date.now(), dryRun };
  }

  get status(): EnforcerStatus {
    return this.#status;
  }

  /** `stopped` is final. */
  become(state: EnforcerState): void {
    this.#change({ state });
  }

  /** HNS cannot be read. */
  unreadable(): void {
    this.#change({ state: 'unhealthy', unsupported: undefined, ready: false });
  }

  /** A node that is too old counts as ready, because neither time nor another version of the agent changes that. */
  unsupported(reason: string): void {
    this.#change({ state: 'unsupported', unsupported: reason, ready: this.#enforces });
  }

  viewed(view: NodeView, facts: NodeFacts): void {
    const { complete, outcomes, pending: pendingUpdates, waiting } = view;
    const { otherEngines } = facts;
    const failingEndpoints = outcomes.filter(isFailing).length;
    const { state, ready, dryRun } = this.#status;
    this.#change({
      state: view.isSettling ? state : this.#stateOf(isHealthy(view, facts), otherEngines.length > 0),
      ready: this.#enforces && (view.isSettling ? ready : holdsLists(view) || (dryRun && failingEndpoints === 0)),
      unsupported: undefined,
      endpoints: outcomes.length,
      failingEndpoints,
      waitingPods: waiting.length,
      pendingUpdates,
      otherEngines,
      ...(complete && { lastInSync: Date.now() }),
    });
  }

  #stateOf(healthy: boolean, isOtherEngineThere: boolean): EnforcerState {
    if (!this.#enforces) return 'simulated';
    if (this.#status.dryRun) return 'dry-run';
    if (isOtherEngineThere) return 'waiting';
    return healthy ? 'healthy' : 'degraded';
  }

  #change(change: Partial<EnforcerStatus>): void {
    const before = this.#status;
    const state = before.state === 'stopped' ? before.state : (change.state ?? before.state);
    this.#status = { ...before, ...change, state, stateSince: state === before.state ? before.stateSince : Date.now() };
  }
}

/** A list that HNS rejects does not count against it, because anyone who may write a policy can cause that. A closed list after a bug does. */
function holdsLists({ complete, isProtected, outcomes }: NodeView): boolean {
  return complete || (isProtected && !outcomes.some(isBroken));
}

/**
 * An endpoint may be in sync although its pod is not enforced as written: closed in a dispute, or because it needs too many ACLs, or bypassed by
 * kube-proxy.
 */
function isHealthy({ complete, unreadable, issues }: NodeView, { knowsSandboxes, knowsAddresses, isDsrOff }: NodeFacts): boolean {
  const isAsWritten = issues.every(({ severity }) => severity !== 'error');
  return complete && isAsWritten && unreadable.length === 0 && knowsSandboxes && knowsAddresses && !isDsrOff;
}
