/** Keeps the endpoints of this node at what the cluster's state asks for: the passes, what they are reported as, and when they happen. */
import { BACKOFF } from '../async/backoff.ts';
import { withTimeout } from '../async/timers.ts';
import type { Kind } from '../core/model.ts';
import type { HnsClient } from '../hns/client.ts';
import { requireHns92 } from '../hns/hns-version.ts';
import type { Config } from './config.ts';
import { OtherEngines } from './enforcement/other-engines.ts';
import { isFailing, type Outcome, type Pass } from './enforcement/outcome.ts';
import { OwnNode } from './enforcement/own-node.ts';
import { Reconciler } from './enforcement/reconciler.ts';
import { type PassEnd, type Reason, Runner } from './enforcement/runner.ts';
import { SetSweep } from './enforcement/set-sweep.ts';
import { type EnforcerStatus, UNKNOWN } from './enforcer-status.ts';
import type { Log } from './log.ts';
import type { Telemetry } from './metrics/telemetry.ts';
import type { Events } from './report/event-outbox.ts';
import { HnsTrouble, type Unreadable } from './report/hns-trouble.ts';
import { NodeReport } from './report/node-report.ts';
import type { PodTrouble } from './report/pod-event.ts';
import { Report } from './report/report.ts';
import { ClusterState } from './state.ts';
import type { PodState } from './status/pod-states.ts';

export type EnforcerConfig = Pick<
  Config,
  | 'nodeName'
  | 'onUnsupported'
  | 'network'
  | 'networkTypes'
  | 'takeover'
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
  /** Canonical and sorted; asked at every pass. */
  readonly hostAddresses: () => readonly string[];
  readonly events: Events;
  readonly log: Log;
  readonly telemetry: Telemetry;
  /** In [0, 1). */
  readonly random: () => number;
}

/** What is in force at each pod, and what is not. */
export interface EnforcerDetail {
  readonly pods: readonly PodState[];
  /** By UID. */
  readonly troubles: ReadonlyMap<string, PodTrouble>;
  /** Absent: HNS could be read when it was last tried. */
  readonly unreadable: Unreadable | undefined;
}

/** From an event to the pass. What is applied together comes within it; nobody waits for it. */
const COALESCE_MS = 100;

export class Enforcer {
  /** What the watches fill. */
  readonly state: ClusterState;
  readonly #options: EnforcerOptions;
  readonly #ownNode: OwnNode;
  readonly #report: Report;
  readonly #nodeReport: NodeReport;
  readonly #reconciler: Reconciler;
  readonly #runner: Runner;
  readonly #hnsTrouble: HnsTrouble;
  readonly #others: OtherEngines;
  /** Where Azure NPM is taken over from. */
  readonly #setSweep: SetSweep | undefined;
  /** Of the last pass: whether it might write, and left every endpoint as wanted. */
  #mightWrite = true;
  #wasComplete = false;
  #hasHns92 = false;
  #status: EnforcerStatus;

  constructor(options: EnforcerOptions) {
    const { config, log, telemetry, random } = options;
    const backoff = { ...BACKOFF, random };
    this.#options = options;
    const { dryRun } = config;
    telemetry.dryRun.set(dryRun ? 1 : 0);
    telemetry.simulated.set(this.#enforces ? 0 : 1);
    this.#status = { ...UNKNOWN, stateSince: Date.now(), dryRun };
    this.state = new ClusterState(config.onUnsupported, (kind, key) => this.#heard(kind, key));
    this.#ownNode = new OwnNode(config.nodeName, options.hostAddresses, this.state.cluster, log);
    const { events } = options;
    const { cluster } = this.state;
    const { nodeName: node, takeover: engines } = config;
    this.#others = new OtherEngines({ node, engines, cluster, log, onChange: isThere => telemetry.takeoverWaiting.set(isThere ? 1 : 0) });
    this.#report = new Report({ log, telemetry, events, policy: key => cluster.get('policy', key) });
    this.#hnsTrouble = new HnsTrouble({ node, log, events });
    this.#nodeReport = new NodeReport({ node, cluster, podEventSeconds: config.podEventSeconds, dryRun, events, log, telemetry });
    this.#reconciler = new Reconciler(options.client, this.state.cluster, {
      node,
      choice: {
        ...(config.network !== undefined && { network: new RegExp(`^(?:${config.network})$`) }),
        ...(config.networkTypes && { networkTypes: config.networkTypes }),
      },
      takeover: engines,
      maxAcls: config.maxAcls,
      allowEgressToNode: config.allowEgressToNode,
      backoff,
      mayWrite: () => this.#mayWrite(),
      late: outcome => this.#late(outcome),
    });
    if (engines.includes('azure-npm')) {
      const mayWrite = () => this.#status.state !== 'stopped' && this.#mayWrite();
      // A set that stays does no harm, and each look for who names it reads every endpoint.
      this.#setSweep = new SetSweep({ client: options.client, log, dryRun, mayWrite, backoff: { ...backoff, capMs: 300_000 } });
    }
    this.#runner = new Runner({
      pass: (reason, signal) => this.#pass(reason, signal),
      coalesceMs: COALESCE_MS,
      resyncMs: config.resyncSeconds * 1000,
      backoff,
    });
  }

  /** Everything of the cluster is known: enforcement begins. */
  start(): void {
    if (this.#status.state !== 'syncing') return;
    this.#become({ state: 'starting' });
    this.#options.telemetry.inSync.set(1);
    this.#runner.start();
  }

  get #enforces(): boolean {
    return this.#options.enforces ?? true;
  }

  /** Lets what runs finish, for so long; removes nothing. */
  async stop(graceMs: number): Promise<void> {
    this.#become({ state: 'stopped' });
    await withTimeout(Promise.all([this.#runner.stop(graceMs), this.#reconciler.idle(), this.#setSweep?.idle()]), graceMs);
  }

  /** Resolves when everything heard until now is in force. */
  settled(): Promise<void> {
    return this.#runner.settled();
  }

  status(): EnforcerStatus {
    return this.#status;
  }

  detail(): EnforcerDetail {
    return { pods: this.#nodeReport.pods(), troubles: this.#nodeReport.troubles(), unreadable: this.#hnsTrouble.now };
  }

  #mayWrite(): boolean {
    return !this.#status.dryRun && this.#others.pods.length === 0;
  }

  #heard(kind: Kind, key: string): void {
    // What the first lists hold are no events.
    if (this.#status.state !== 'syncing') this.#nodeReport.heard(kind === 'pod' ? this.state.cluster.get('pod', key) : undefined);
    this.#runner.ring();
  }

  async #pass(reason: Reason, signal: AbortSignal): Promise<PassEnd | 'unneeded' | 'held'> {
    const { telemetry } = this.#options;
    this.#ownNode.follow();
    this.#others.follow();
    this.#report.findings(this.state.findings());
    telemetry.policies.set([...this.state.cluster.keys('policy')].length);
    const mayWrite = this.#mayWrite();
    const isNeeded = mayWrite !== this.#mightWrite || !this.#reconciler.isCurrent();
    this.#nodeReport.passBegins(mayWrite && isNeeded);
    if (reason === 'bell' && !isNeeded) return this.#wasComplete ? 'unneeded' : 'held';
    this.#mightWrite = mayWrite;
    const end = telemetry.passSeconds.startTimer();
    try {
      await this.#requireHns92();
      const pass = await this.#reconciler.pass(signal);
      this.#hnsTrouble.readable();
      return this.#passed(pass);
    } catch (error) {
      this.#unreadable(error);
      throw error;
    } finally {
      end();
    }
  }

  /** Once. The version of a running HNS does not change. */
  async #requireHns92(): Promise<void> {
    if (this.#hasHns92) return;
    requireHns92(await this.#options.client.version());
    this.#hasHns92 = true;
  }

  #passed(pass: Pass): PassEnd {
    const { complete, outcomes, pending: pendingUpdates, retryAt, waiting } = pass;
    this.#report.podIssues(pass.issues);
    const lookAt = this.#nodeReport.passEnded(pass);
    const isFirst = complete && !this.#status.ready;
    this.#wasComplete = complete;
    // An engine may have come or gone during the pass. The log and the metric must agree with the state.
    this.#others.follow();
    const otherEngines = this.#others.pods;
    const failingEndpoints = outcomes.filter(isFailing).length;
    // An endpoint may be up to date and its pod not enforced as written: closed in a dispute, or for want of ACLs.
    const asWritten = pass.issues.every(({ severity }) => severity !== 'error');
    const { dryRun } = this.#status;
    this.#become({
      state: !this.#enforces
        ? 'simulated'
        : dryRun
          ? 'dry-run'
          : otherEngines.length > 0
            ? 'waiting'
            : complete && asWritten
              ? 'healthy'
              : 'degraded',
      ready: this.#enforces && (this.#status.ready || complete || (dryRun && failingEndpoints === 0)),
      endpoints: outcomes.length,
      failingEndpoints,
      waitingPods: waiting.length,
      pendingUpdates,
      otherEngines,
      ...(complete && { lastCompletePass: Date.now() }),
    });
    this.#setSweep?.after(pass);
    if (isFirst) this.#options.log.info('every endpoint is as wanted', { endpoints: outcomes.length });
    const times = [retryAt, lookAt].filter(time => time !== undefined);
    return { complete, wakeAt: times.length > 0 ? Math.min(...times) : undefined };
  }

  #late(outcome: Outcome): void {
    this.#nodeReport.late(outcome);
    this.#runner.look();
  }

  #unreadable(error: unknown): void {
    this.#hnsTrouble.unreadable(error);
    this.#options.telemetry.passes.inc({ result: 'failed' });
    this.#become({ state: 'unhealthy' });
  }

  #become(change: Partial<EnforcerStatus>): void {
    const before = this.#status;
    const state = before.state === 'stopped' ? before.state : (change.state ?? before.state);
    this.#status = { ...before, ...change, state, stateSince: state === before.state ? before.stateSince : Date.now() };
    this.#options.telemetry.healthy.set(this.#status.state === 'healthy' ? 1 : 0);
  }
}
