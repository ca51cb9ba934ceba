/** Connects enforcement on this node with everything that reports it. */
import { BACKOFF } from '../async/backoff.ts';
import { withTimeout } from '../async/timers.ts';
import { UnsupportedError } from '../hns/unsupported.ts';
import { windows } from '../hns/windows.ts';
import { ContainerRuntime } from './container-runtime.ts';
import { OtherEngines } from './enforcement/other-engines.ts';
import type { NodeView } from './enforcement/outcome.ts';
import { OwnNode } from './enforcement/own-node.ts';
import { Reconciler } from './enforcement/reconciler.ts';
import { SandboxPods } from './enforcement/sandbox-pods.ts';
import { SetSweep } from './enforcement/set-sweep.ts';
import { EnforcerHealth } from './enforcer-health.ts';
import { type EnforcerOptions, enforcementSettings } from './enforcer-options.ts';
import type { EnforcerDetail, EnforcerStatus } from './enforcer-status.ts';
import { measureHealth } from './metrics/health-metric.ts';
import type { OpeningsRead } from './openings/opening.ts';
import { Openings } from './openings/openings.ts';
import { HnsTrouble } from './report/hns-trouble.ts';
import { LocalFindings } from './report/local-findings.ts';
import { NodeReport } from './report/node-report.ts';
import type { NotEnforcing } from './report/not-enforcing.ts';
import { OpeningsReport } from './report/openings-report.ts';
import { PortAdvice } from './report/port-advice.ts';
import { Report } from './report/report.ts';
import { UnsupportedReport } from './report/unsupported-report.ts';
import { ClusterState, type Finding } from './state.ts';

export type { EnforcerConfig, EnforcerOptions } from './enforcer-options.ts';
export type { EnforcerDetail, EnforcerStatus } from './enforcer-status.ts';

/** Delay after an event, so that events that arrive together are applied together. */
const COALESCE_MS = 100;

export class Enforcer {
  /** The watches write the cluster's objects into it. */
  readonly state: ClusterState;
  readonly #options: EnforcerOptions;
  readonly #ownNode: OwnNode;
  readonly #findings: LocalFindings;
  readonly #advice: PortAdvice;
  readonly #report: Report;
  readonly #nodeReport: NodeReport;
  readonly #reconciler: Reconciler;
  readonly #runtime: ContainerRuntime;
  readonly #hnsTrouble: HnsTrouble;
  readonly #unsupportedReport: UnsupportedReport;
  readonly #others: OtherEngines;
  readonly #openings: Openings;
  readonly #openingsReport: OpeningsReport;
  /** Set if `takeover` contains Azure NPM. */
  readonly #setSweep: SetSweep | undefined;
  /** The cluster changed since its policies were counted. */
  #hasChanged = true;
  readonly #health: EnforcerHealth;

  constructor(options: EnforcerOptions) {
    const { config, log, telemetry, random, enforces = true, hasContact = () => true } = options;
    const backoff = { ...BACKOFF, random };
    this.#options = options;
    const { dryRun } = config;
    telemetry.dryRun.set(dryRun ? 1 : 0);
    telemetry.simulated.set(enforces ? 0 : 1);
    this.#health = new EnforcerHealth({ enforces, dryRun });
    const isHealthy = () => this.status().state === 'healthy' && hasContact();
    measureHealth(telemetry.registry, isHealthy, () => this.status().ready);
    this.state = new ClusterState({
      ...config,
      backend: windows(config.translate),
      maxMatches: config.maxPolicyMatches,
      changed: () => this.#changed(),
    });
    this.#ownNode = new OwnNode(config.nodeName, options.hostAddresses, this.state.cluster, log);
    const { events } = options;
    const { cluster } = this.state;
    const { nodeName: node, takeover: engines } = config;
    this.#others = new OtherEngines({ node, engines, cluster, log, onChange: isThere => telemetry.takeoverWaiting.set(isThere ? 1 : 0) });
    this.#findings = new LocalFindings(this.state, node);
    this.#advice = new PortAdvice(cluster, node);
    this.#report = new Report({
      log,
      telemetry,
      events,
      linesPerMinute: config.rejectionLinesPerMinute,
      finding: (kind, key) => this.state.finding(kind, key),
      object: (kind, key) => cluster.get(kind, key),
      advised: finding => this.#advice.issues(finding),
      notEnforcing: () => this.#notEnforcing,
    });
    this.#hnsTrouble = new HnsTrouble({ node, log, events });
    this.#unsupportedReport = new UnsupportedReport({ node, log, events, telemetry });
    this.#nodeReport = new NodeReport({ node, cluster, podEventSeconds: config.podEventSeconds, dryRun, events, log, telemetry });
    this.#openings = new Openings({ node, maxMs: config.maxOpenSeconds * 1000 });
    this.#openingsReport = new OpeningsReport({ node, openings: this.#openings, events, log, telemetry });
    this.#runtime = new ContainerRuntime({
      cri: options.cri,
      urgent: () => this.#reconciler.isUrgent,
      onChange: () => this.#reconciler.sandboxesChanged(),
      onHealth: health => this.#nodeReport.containerRuntime(health),
    });
    const { sandboxes } = this.#runtime;
    this.#reconciler = new Reconciler(options.client, cluster, {
      ...enforcementSettings(config),
      ...(sandboxes && { sandboxes: new SandboxPods(node, cluster, sandboxes) }),
      openingOf: pods => this.#openings.openingOf(pods),
      backoff,
      coalesceMs: COALESCE_MS,
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
      const mayWrite = () => this.status().state !== 'stopped' && this.#mayWrite();
      // Sets are harmless, and each attempt reads every endpoint to find references.
      this.#setSweep = new SetSweep({ client: options.client, log, dryRun, mayWrite, backoff: { ...backoff, capMs: 300_000 } });
    }
  }

  /** Starts enforcement. Call it when the whole cluster has been listed. */
  start(): void {
    if (this.status().state !== 'syncing') return;
    this.#health.become('starting');
    this.#options.telemetry.inSync.set(1);
    void this.#begin();
  }

  /** With the sandboxes known, an endpoint that two pods claim by address is not closed for a moment. */
  async #begin(): Promise<void> {
    await this.#runtime.start();
    if (this.status().state === 'stopped') return;
    this.#reconciler.start();
    // Only now does it show if a new sandbox is expected soon.
    this.#runtime.reconsider();
  }

  /** The ConfigMap of the openings changed, or cannot be read. */
  open(read: OpeningsRead): void {
    this.#openings.take(read);
    this.#reconciler.changed();
  }

  /** Waits up to `graceMs` for running work. Removes no ACL. */
  async stop(graceMs: number): Promise<void> {
    this.#health.become('stopped');
    this.#options.taintRemoval?.stop();
    this.#runtime.stop();
    await withTimeout(Promise.all([this.#reconciler.stop(graceMs), this.#setSweep?.idle()]), graceMs);
  }

  /** Resolves when every change received so far is in force. */
  settled(): Promise<void> {
    return this.#reconciler.settled();
  }

  status(): EnforcerStatus {
    return this.#health.status;
  }

  detail(): EnforcerDetail {
    return {
      pods: this.#nodeReport.pods(),
      gaps: this.#nodeReport.gaps(),
      troubles: this.#nodeReport.troubles(),
      unreadable: this.#hnsTrouble.now,
      containerRuntime: this.#runtime.health,
      openings: { active: this.#openings.active, problem: this.#openings.problem },
    };
  }

  /** Objects that are not fully in force on this node, are ambiguous, or need translation. */
  findings(): readonly Finding[] {
    return this.#findings.current;
  }

  /** The same, with messages for people. */
  advisedFindings(): readonly Finding[] {
    return this.#findings.current.map(finding => ({ ...finding, issues: this.#advice.issues(finding) }));
  }

  /** Log lines that were dropped because a namespace had too many. */
  get linesDropped(): number {
    return this.#report.linesDropped;
  }

  #mayWrite(): boolean {
    return !this.status().dryRun && this.#others.pods.length === 0;
  }

  get #notEnforcing(): NotEnforcing | undefined {
    if (this.#options.enforces === false) return 'simulated';
    if (this.status().dryRun) return 'dry-run';
    if (this.status().state === 'unsupported') return 'unsupported';
    return this.#others.pods.length > 0 ? 'other-engine' : undefined;
  }

  #changed(): void {
    // The objects of the first lists are not events.
    if (this.status().state !== 'syncing') this.#nodeReport.changed();
    this.#hasChanged = true;
    this.#reconciler.changed();
    this.#runtime.reconsider();
  }

  #refresh(): void {
    const { telemetry } = this.#options;
    this.#ownNode.follow();
    this.#others.follow();
    this.#report.findings(this.#findings.current);
    this.#openingsReport.follow();
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    telemetry.policies.set([...this.state.cluster.keys('policy')].length);
  }

  #viewed(view: NodeView): void {
    this.#report.podIssues(view.issues);
    this.#nodeReport.view(view);
    this.#openingsReport.view(view);
    // An engine may have come or gone since the last search. The log and the metric must agree with the state.
    this.#others.follow();
    const isFirst = view.complete && this.status().lastInSync === undefined;
    this.#health.viewed(view, {
      otherEngines: this.#others.pods,
      knowsSandboxes: this.#runtime.isAsConfigured,
      knowsAddresses: this.#ownNode.failure === undefined,
      isDsrOff: this.#options.isDsrOff?.() ?? false,
    });
    this.#setSweep?.after(view);
    const { enforces = true, taintRemoval } = this.#options;
    if (view.isProtected && enforces && this.#mayWrite()) taintRemoval?.isProtected();
    if (isFirst) this.#options.log.info('all endpoints are in sync', { endpoints: view.outcomes.length });
  }

  #unreadable(error: unknown): void {
    if (error instanceof UnsupportedError) {
      this.#hnsTrouble.readable();
      this.#unsupportedReport.unsupported(error);
      this.#health.unsupported(error.message);
    } else {
      this.#hnsTrouble.unreadable(error);
      this.#health.unreadable();
    }
  }
}
