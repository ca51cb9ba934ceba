/** Reports conditions of the node as log lines, a metric, and one Event on the Node. */
import { DSR_MODES, type DsrCondition } from '../../hns/node/dsr.ts';
import type { HnsSwitches } from '../../hns/node/hns-switches.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';
import type { Events } from './event-outbox.ts';
import { kubeProxyUsesDsr, kubeProxyWithoutDsr } from './node-event.ts';

export interface NodeConditionReportOptions {
  readonly node: string;
  readonly log: Log;
  readonly events: Pick<Events, 'put' | 'resolve'>;
  readonly telemetry: Pick<Telemetry, 'kubeProxyDsr'>;
}

export class NodeConditionReport {
  readonly #options: NodeConditionReportOptions;
  #last: DsrCondition['mode'] = 'unknown';
  /** Milliseconds since the epoch. Undefined: DSR was not seen off, or is on again. An unknown mode does not end it. */
  #offSince: number | undefined;

  constructor(options: NodeConditionReportOptions) {
    this.#options = options;
    this.#measure('unknown');
  }

  dsr({ mode, evidence }: DsrCondition): void {
    this.#measure(mode);
    if (mode === this.#last) return;
    this.#last = mode;
    const { node, log, events } = this.#options;
    if (mode === 'off') {
      this.#offSince ??= Date.now();
      log.warn('kube-proxy runs without DSR: policies do not apply to connections through Services', { evidence });
      events.put(kubeProxyWithoutDsr(node, evidence, this.#offSince));
      return;
    }
    if (mode === 'on') log.info('kube-proxy uses DSR', { evidence });
    else log.warn('HNS no longer shows whether kube-proxy uses DSR', { evidence });
    if (mode === 'unknown' || this.#offSince === undefined) return;
    events.resolve(kubeProxyUsesDsr(node, this.#offSince));
    this.#offSince = undefined;
  }

  switches({ state, missing }: HnsSwitches): void {
    if (state === 'disabled') this.#options.log.warn('fixes of HNS are disabled in the registry', { missing });
  }

  #measure(mode: DsrCondition['mode']): void {
    for (const one of DSR_MODES) this.#options.telemetry.kubeProxyDsr.set({ mode: one }, one === mode ? 1 : 0);
  }
}
