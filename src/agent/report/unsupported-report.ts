/** Reports a Windows or an HNS that is too old: once in the log, as an Event on the Node, and as a metric. */
import type { Gauge } from 'prom-client';
import type { UnsupportedError } from '../../hns/unsupported.ts';
import type { Log } from '../log.ts';
import type { Events } from './event-outbox.ts';
import { hnsSupported, hnsUnsupported } from './node-event.ts';

export interface UnsupportedReportOptions {
  readonly node: string;
  readonly log: Log;
  readonly events: Pick<Events, 'put' | 'resolve'>;
  readonly telemetry: { readonly unsupported: Pick<Gauge, 'set'> };
}

export class UnsupportedReport {
  readonly #options: UnsupportedReportOptions;
  /** Undefined: Windows and HNS are supported, or unknown. */
  #reason: string | undefined;

  constructor(options: UnsupportedReportOptions) {
    this.#options = options;
    options.telemetry.unsupported.set(0);
  }

  unsupported({ message }: UnsupportedError): void {
    if (message === this.#reason) return;
    const { node, log, events, telemetry } = this.#options;
    this.#reason = message;
    telemetry.unsupported.set(1);
    log.error('Windows or HNS is too old: no policy is enforced', { error: message });
    events.put(hnsUnsupported(node, message));
  }

  supported(): void {
    if (this.#reason === undefined) return;
    const { node, log, events, telemetry } = this.#options;
    telemetry.unsupported.set(0);
    log.info('Windows and HNS are supported now');
    events.resolve(hnsSupported(node, this.#reason));
    this.#reason = undefined;
  }
}
