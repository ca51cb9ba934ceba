/** Connects enforcement on this node with everything that reports it. */
import { BACKOFF } from '../async/backoff.ts';
import { withTimeout } from '../async/timers.ts';
import type { CriHealth } from '../cri/cri-health.ts';
import { SandboxWatch, type SandboxWatchOptions } from '../cri/sandbox-watch.ts';
import type { HnsClient } from '../hns/client.ts';
import { UnsupportedError } from '../hns/unsupported.ts';
import type { Config } from './config.ts';
import { OtherEngines } from './enforcement/other-engines.ts';
import { isFailing, type NodeView } from './enforcement/outcome.ts';
import { OwnNode } from './enforcement/own-node.ts';
import { Reconciler } from './enforcement/reconciler.ts';
import { SandboxPods } from './enforcement/sandbox-pods.ts';
import { SetSweep } from './enforcement/set-sweep.ts';
import type { TaintRemoval } from './enforcement/taint-removal.ts';
import { type EnforcerState, type EnforcerStatus, UNKNOWN } from './enforcer-status.ts';
import type { Log } from './log.ts';
import { measureHealth } from './metrics/health-metric.ts';
import type { Telemetry } from './metrics/telemetry.ts';
import type { Events } from './report/event-outbox.ts';
import { HnsTrouble, type Unreadable } from './report/hns-trouble.ts';
import { NodeReport } from './report/node-report.ts';
import type { PodTrouble } from './report/pod-event.ts';
import type { Gap } from './report/protection.ts';
import { Report } from './report/report.ts';
import { UnsupportedReport } from './report/unsupported-report.ts';
import { ClusterState } from './state.ts';
import type { PodState } from './status/pod-states.ts';

export type EnforcerConfig = Pick<
  Config,
  | 'nodeName'
  | 'onUnsupported'
  | 'network'
  | 'networkTypes'
  | 'takeover'
  | 'cniDefaultDeny'
  | 'dryRun'
  | 'resyncSeconds'
  | 'maxAcls'
  | 'allowEgressToNode'
  | 'podEventSeconds'
>;

export type { EnforcerStatus } from './enforcer-status.ts';

export interface EnforcerOptions {
  readonly config: EnforcerConfig;
  readonly client: HnsClient;
  /** ACLs take effect on the traffic of pods. Default true. */
  readonly enforces?: boolean;
  /** Of Windows. Absent: unknown, and HNS's version alone decides if it is supported. */
  readonly windowsBuild?: number | undefined;
  /** Absent: the node keeps its startup taint. */
  readonly taintRemoval?: TaintRemoval | undefined;
  /** The container runtime of this node. Absent: pods are known by the addresses that the API server reports, which is not an error. */
  readonly cri?: Pick<SandboxWatchOptions, 'endpoint' | 'connect'>;
  /** Canonical and sorted. Called every second. */
  readonly hostAddresses: () => readonly string[];
  readonly events: Events;
  readonly log: Log;
  readonly telemetry: Telemetry;
  /** In [0, 1). */
  readonly random: () => number;
  /** False while the API server cannot be watched. Default: true. */
  readonly hasContact?: () => boolean;
}

/** The state of each pod on this node. */
export interface EnforcerDetail {
  readonly pods: readonly PodState[];
  /** Times without ACLs that ended within the last hour. */
  readonly gaps: readonly Gap[];
  /** By UID. */
  readonly troubles: ReadonlyMap<string, PodTrouble>;
  /** Undefined: the last read of HNS succeeded. */
  readonly unreadable: Unreadable | undefined;
  /** Absent: the agent uses no container runtime. */
  readonly containerRuntime: CriHealth | undefined;
}

/** Delay after an event, so that events that arrive together are applied together. */
const COALESCE_MS = 100;
/** The container runtime answers within milliseconds, or not at all. */
const FIRST_SANDBOXES_MS = 5_000;

export class Enforcer {
  /** The watches write the cluster's objects into it. */
  readonly state: ClusterState;
  readonly #options: EnforcerOptions;
  readonly #ownNode: OwnNode;
  readonly #report: Report;
  readonly #nodeReport: NodeReport;
  readonly #reconciler: Reconciler;
  readonly #sandboxWatch: SandboxWatch | undefined;
  readonly #hnsTrouble: HnsTrouble;
  readonly #unsupportedReport: UnsupportedReport;
  readonly #others: OtherEngines;
  /** Set if `takeover` contains Azure NPM. */
  readonly #setSweep: SetSweep | undefined;
  /** The cluster changed since its findings were reported. */
  #hasChanged = true;
  #status: EnforcerStatus;

  constructor(options: EnforcerOptions) {
    const { config, log, telemetry, random } = options;
    const backoff = { ...BACKOFF, random };
    this.#options = options;
    const { dryRun } = config;
    telemetry.dryRun.set(dryRun ? 1 : 0);
    telemetry.simulated.set(this.#enforces ? 0 : 1);
    const { hasContact = () => true } = options;
    measureHealth(
      telemetry.registry,
      () => this.#status.state === 'healthy' && hasContact(),
      () => this.#status.ready,
    );
    this.#status = { ...UNKNOWN, stateSince: Date.now(), dryRun };
    this.state = new ClusterState(config.onUnsupported, () => this.#changed());
    this.#ownNode = new OwnNode(config.nodeName, options.hostAddresses, this.state.cluster, log);
    const { events } = options;
    const { cluster } = this.state;
    const { nodeName: node, takeover: engines } = config;
    this.#others = new OtherEngines({ node, engines, cluster, log, onChange: isThere => telemetry.takeoverWaiting.set(isThere ? 1 : 0) });
    this.#report = new Report({ log, telemetry, events, policy: key => cluster.get('policy', key) });
    this.#hnsTrouble = new HnsTrouble({ node, log, events });
    this.#unsupportedReport = new UnsupportedReport({ node, log, events, telemetry });
    this.#nodeReport = new NodeReport({ node, cluster, podEventSeconds: config.podEventSeconds, dryRun, events, log, telemetry });
    this.#sandboxWatch = options.cri && this.#watchSandboxes(options.cri);
    const sandboxWatch = this.#sandboxWatch;
    this.#reconciler = new Reconciler(options.client, this.state.cluster, {
      node,
      ...(sandboxWatch && { sandboxes: new SandboxPods(node, cluster, () => sandboxWatch.sandboxes.values()) }),
      choice: {
        ...(config.network !== undefined && { network: new RegExp(`^(?:${config.network})$`) }),
        ...(config.networkTypes && { networkTypes: config.networkTypes }),
      },
      takeover: engines,
      cniDefaultDeny: config.cniDefaultDeny,
      maxAcls: config.maxAcls,
      allowEgressToNode: config.allowEgressToNode,
      backoff,
      coalesceMs: COALESCE_MS,
      resyncMs: config.resyncSeconds * 1000,
      windowsBuild: options.windowsBuild,
      mayWrite: () => this.#mayWrite(),
      refresh: () => this.#refresh(),
      observer: {
        searched: needed => this.#nodeReport.searched(needed),
        worked: outcome => this.#nodeReport.worked(outcome),
        view: view => this.#viewed(view),
        readable: () => {
          this.#hnsTrouble.readable();
          this.#unsupportedReport.supported();
        },
        unreadable: error => this.#unreadable(error),
        restarted: () => {
          telemetry.restarts.inc();
          log.info('HNS restarted: every endpoint is read again');
        },
        processUnknown: error => log.debug('the process id of HNS cannot be read', { error: String(error) }),
      },
    });
    if (engines.includes('azure-npm')) {
      const mayWrite = () => this.#status.state !== 'stopped' && this.#mayWrite();
      // Sets are harmless, and each attempt reads every endpoint to find references.
      this.#setSweep = new SetSweep({ client: options.client, log, dryRun, mayWrite, backoff: { ...backoff, capMs: 300_000 } });
    }
  }

  /** Starts enforcement. Call it when the whole cluster has been listed. */
  start(): void {
    if (this.#status.state !== 'syncing') return;
    this.#become({ state: 'starting' });
    this.#options.telemetry.inSync.set(1);
    void this.#begin();
  }

  /** With the sandboxes known, an endpoint that two pods claim by address is not closed for a moment. */
  async #begin(): Promise<void> {
    this.#sandboxWatch?.start();
    if (this.#sandboxWatch) await withTimeout(this.#sandboxWatch.firstAttempt, FIRST_SANDBOXES_MS);
    if (this.#status.state !== 'stopped') this.#reconciler.start();
  }

  #watchSandboxes(cri: NonNullable<EnforcerOptions['cri']>): SandboxWatch {
    return new SandboxWatch({
      ...cri,
      urgent: () => this.#reconciler.isUrgent,
      onChange: () => this.#reconciler.sandboxesChanged(),
      onHealth: health => this.#nodeReport.containerRuntime(health),
    });
  }

  get #enforces(): boolean {
    return this.#options.enforces ?? true;
  }

  /** Waits up to `graceMs` for running work. Removes no ACL. */
  async stop(graceMs: number): Promise<void> {
    this.#become({ state: 'stopped' });
    this.#options.taintRemoval?.stop();
    this.#sandboxWatch?.stop();
    await withTimeout(Promise.all([this.#reconciler.stop(graceMs), this.#setSweep?.idle()]), graceMs);
  }

  /** Resolves when every change received so far is in force. */
  settled(): Promise<void> {
    return this.#reconciler.settled();
  }

  status(): EnforcerStatus {
    return this.#status;
  }

  detail(): EnforcerDetail {
    return {
      pods: this.#nodeReport.pods(),
      gaps: this.#nodeReport.gaps(),
      troubles: this.#nodeReport.troubles(),
      unreadable: this.#hnsTrouble.now,
      containerRuntime: this.#sandboxWatch?.health,
    };
  }

  #mayWrite(): boolean {
    return !this.#status.dryRun && this.#others.pods.length === 0;
  }

  #changed(): void {
    // The objects of the first lists are not events.
    if (this.#status.state !== 'syncing') this.#nodeReport.changed();
    this.#hasChanged = true;
    this.#reconciler.changed();
    this.#sandboxWatch?.reconsider();
  }

  #refresh(): void {
    const { telemetry } = this.#options;
    this.#ownNode.follow();
    this.#others.follow();
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    this.#report.findings(this.state.findings());
    telemetry.policies.set([...this.state.cluster.keys('policy')].length);
  }

  #viewed(view: NodeView): void {
    const { complete, outcomes, pending: pendingUpdates, unreadable, waiting } = view;
    this.#report.podIssues(view.issues);
    this.#nodeReport.view(view);
    const isFirst = complete && this.#status.lastInSync === undefined;
    // An engine may have come or gone since the last search. The log and the metric must agree with the state.
    this.#others.follow();
    const otherEngines = this.#others.pods;
    const failingEndpoints = outcomes.filter(isFailing).length;
    const { dryRun } = this.#status;
    // An endpoint may be in sync although its pod is not enforced as written: closed in a dispute, or because it needs too many ACLs.
    const isAsWritten = view.issues.every(({ severity }) => severity !== 'error');
    const isHealthy = complete && isAsWritten && unreadable.length === 0 && this.#knowsSandboxes && this.#ownNode.failure === undefined;
    this.#become({
      state: view.isSettling ? this.#status.state : this.#stateOf(isHealthy, otherEngines.length > 0),
      ready: this.#enforces && (view.isSettling ? this.#status.ready : complete || (dryRun && failingEndpoints === 0)),
      unsupported: undefined,
      endpoints: outcomes.length,
      failingEndpoints,
      waitingPods: waiting.length,
      pendingUpdates,
      otherEngines,
      ...(complete && { lastInSync: Date.now() }),
    });
    this.#setSweep?.after(view);
    if (view.isProtected && this.#enforces && this.#mayWrite()) this.#options.taintRemoval?.isProtected();
    if (isFirst) this.#options.log.info('all endpoints are in sync', { endpoints: outcomes.length });
  }

  /** Without the container runtime, new pods are open until the kubelet reports their addresses. */
  get #knowsSandboxes(): boolean {
    return this.#sandboxWatch === undefined || this.#sandboxWatch.health.state === 'connected';
  }

  #stateOf(isHealthy: boolean, isOtherEngineThere: boolean): EnforcerState {
    if (!this.#enforces) return 'simulated';
    if (this.#status.dryRun) return 'dry-run';
    if (isOtherEngineThere) return 'waiting';
    return isHealthy ? 'healthy' : 'degraded';
  }

  /** A node that is too old counts as ready, because neither time nor another version of the agent changes that. */
  #unreadable(error: unknown): void {
    if (error instanceof UnsupportedError) {
      this.#unsupportedReport.unsupported(error);
      this.#become({ state: 'unsupported', unsupported: error.message, ready: true });
    } else {
      this.#hnsTrouble.unreadable(error);
      this.#become({ state: 'unhealthy', unsupported: undefined, ready: false });
    }
  }

  #become(change: Partial<EnforcerStatus>): void {
    const before = this.#status;
    const state = before.state === 'stopped' ? before.state : (change.state ?? before.state);
    this.#status = { ...before, ...change, state, stateSince: state === before.state ? before.stateSince : Date.now() };
  }
}
