/** What people see of this node's pods and endpoints: every pass and every attempt as log lines, metrics, Events and status. */
import type { Cluster } from '../../core/cluster.ts';
import type { Pod } from '../../core/model.ts';
import type { Outcome, Pass } from '../enforcement/outcome.ts';
import { Waiting } from '../enforcement/waiting.ts';
import type { Log } from '../log.ts';
import { EventLatency } from '../metrics/event-latency.ts';
import { countOutcome, countPass } from '../metrics/pass-metrics.ts';
import type { Telemetry } from '../metrics/telemetry.ts';
import { TimeToProtect } from '../metrics/time-to-protect.ts';
import { type PodState, PodStates } from '../status/pod-states.ts';
import { EndpointLog } from './endpoint-log.ts';
import type { Events } from './event-outbox.ts';
import type { PodTrouble } from './pod-event.ts';
import { PodTroubles } from './pod-troubles.ts';

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
  readonly #podTroubles: PodTroubles;
  readonly #latency: EventLatency;
  readonly #timeToProtect: TimeToProtect;
  readonly #podStates: PodStates;
  /** Of the pass in progress; milliseconds since the epoch. */
  #began = 0;

  constructor(options: NodeReportOptions) {
    const { cluster, dryRun, events, log, podEventSeconds, telemetry } = options;
    const pod = (key: string) => cluster.get('pod', key);
    this.#options = options;
    this.#endpointLog = new EndpointLog(log, dryRun);
    this.#podTroubles = new PodTroubles({ patienceMs: podEventSeconds * 1000, events, pod });
    this.#podStates = new PodStates(cluster);
    this.#latency = new EventLatency(telemetry.eventToApplied);
    this.#timeToProtect = new TimeToProtect(telemetry.timeToProtect, pod);
  }

  /** What is in force at each pod. */
  pods(): readonly PodState[] {
    return this.#podStates.all();
  }

  /** By UID: pods at which something is not. */
  troubles(): ReadonlyMap<string, PodTrouble> {
    return this.#podTroubles.now;
  }

  /** Something was heard. @param pod Where that is what it was about, and it is there. */
  heard(pod?: Pod): void {
    this.#latency.heard();
    if (pod?.node === this.#options.node) this.#timeToProtect.heard(pod);
  }

  /** @param needed False: what was heard changes nothing here, or nothing may be written. */
  passBegins(needed: boolean): void {
    this.#began = Date.now();
    this.#latency.begin(needed);
  }

  /** @returns When there will be something to see or to say, milliseconds since the epoch. */
  passEnded(pass: Pass): number | undefined {
    const { log, telemetry } = this.#options;
    this.#endpointLog.pass(pass);
    const { lookAt, overdue } = this.#waiting.see(pass.waiting);
    if (overdue.length > 0) log.warn('pods have an address and no HNS endpoint on a chosen network', { pods: overdue });
    countPass(telemetry, pass);
    this.#podStates.pass(pass);
    this.#timeToProtect.pass(pass.outcomes, this.#began);
    if (pass.complete) this.#latency.inForce();
    const times = [lookAt, this.#podTroubles.pass(pass)].filter(time => time !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** An attempt ended after its pass. */
  late(outcome: Outcome): void {
    this.#endpointLog.outcome(outcome);
    this.#podStates.outcome(outcome);
    this.#podTroubles.outcome(outcome);
    this.#timeToProtect.outcome(outcome);
    countOutcome(this.#options.telemetry, outcome);
  }
}
