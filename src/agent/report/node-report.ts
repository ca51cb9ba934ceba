/** Reports the pods and endpoints of this node: as log lines, metrics, Events and status. */
import type { Cluster } from '../../core/cluster.ts';
import type { CriHealth } from '../../cri/cri-health.ts';
import type { NodeView, Outcome } from '../enforcement/outcome.ts';
import { Waiting } from '../enforcement/waiting.ts';
import type { Log } from '../log.ts';
import { EventLatency } from '../metrics/event-latency.ts';
import { countOutcome, measureView } from '../metrics/node-metrics.ts';
import type { Telemetry } from '../metrics/telemetry.ts';
import { type PodState, PodStates } from '../status/pod-states.ts';
import { EndpointLog } from './endpoint-log.ts';
import type { Events } from './event-outbox.ts';
import { ForeignReport } from './foreign-report.ts';
import type { PodTrouble } from './pod-event.ts';
import { PodTroubles } from './pod-troubles.ts';
import { type Gap, Protection } from './protection.ts';
import { UnownedLog } from './unowned-log.ts';

export interface NodeReportOptions {
  readonly node: string;
  readonly cluster: Cluster;
  readonly podEventSeconds: number;
  readonly dryRun: boolean;
  readonly events: Events;
  readonly log: Log;
  readonly telemetry: Telemetry;
}

export class NodeReport {
  readonly #options: NodeReportOptions;
  readonly #endpointLog: EndpointLog;
  readonly #waiting = new Waiting();
  readonly #unowned: UnownedLog;
  readonly #podTroubles: PodTroubles;
  readonly #foreign: ForeignReport;
  readonly #latency: EventLatency;
  readonly #protection: Protection;
  readonly #podStates: PodStates;

  constructor(options: NodeReportOptions) {
    const { cluster, dryRun, events, log, podEventSeconds, telemetry } = options;
    const pod = (key: string) => cluster.get('pod', key);
    this.#options = options;
    this.#endpointLog = new EndpointLog(log, dryRun);
    this.#unowned = new UnownedLog(log);
    this.#podTroubles = new PodTroubles({ patienceMs: podEventSeconds * 1000, events, pod });
    this.#foreign = new ForeignReport({ events, pod });
    this.#podStates = new PodStates(cluster);
    this.#latency = new EventLatency(telemetry.eventToApplied);
    this.#protection = new Protection(telemetry);
  }

  pods(): readonly PodState[] {
    return this.#podStates.all();
  }

  /** Times without ACLs that ended within the last hour. */
  gaps(): readonly Gap[] {
    return this.#protection.gaps;
  }

  /** By UID: pods that are not in sync. */
  troubles(): ReadonlyMap<string, PodTrouble> {
    return this.#podTroubles.now;
  }

  /** An API event arrived. */
  changed(): void {
    this.#latency.changed();
  }

  /** @param needed False: no endpoint of this node is affected, or writes are disabled. */
  searched(needed: boolean): void {
    this.#latency.searched(needed);
  }

  containerRuntime(health: CriHealth): void {
    const { log, telemetry } = this.#options;
    telemetry.criConnected.set(health.state === 'connected' ? 1 : 0);
    if (health.state === 'connected') log.info('container runtime connected', { runtime: health.runtime, events: health.events });
    else if (health.state === 'failing')
      log.warn('container runtime cannot be read: new pods are open until the kubelet reports their addresses', {
        reason: health.reason,
        error: health.message,
      });
  }

  worked(outcome: Outcome): void {
    this.#endpointLog.worked(outcome);
    this.#podStates.worked(outcome);
    this.#podTroubles.worked(outcome);
    this.#protection.worked(outcome);
    countOutcome(this.#options.telemetry, outcome);
  }

  view(view: NodeView): void {
    const { log, telemetry } = this.#options;
    this.#endpointLog.view(view);
    const overdue = this.#waiting.see(view.waiting);
    if (overdue.length > 0) log.warn('pods have an address but no HNS endpoint on a selected network', { pods: overdue });
    this.#unowned.see(view.unowned);
    measureView(telemetry, view);
    this.#podStates.view(view);
    this.#protection.view(view);
    this.#podTroubles.view(view);
    this.#foreign.view(view);
    if (view.complete) this.#latency.inSync();
  }
}
