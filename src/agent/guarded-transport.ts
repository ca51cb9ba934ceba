/** Every transport gets a deadline and metrics, and a dry run cannot write through it. */
import { Gauge } from 'prom-client';
import { Deadline, sparing } from '../hns/transport/hung-calls.ts';
import { readOnly } from '../hns/transport/read-only.ts';
import type { Transport } from '../hns/transport/transport.ts';
import type { Config } from './config.ts';
import { measured } from './metrics/measured.ts';
import type { Telemetry } from './metrics/telemetry.ts';

export interface GuardedTransport extends Transport {
  /** Calls that timed out and have still not returned. */
  readonly hung: number;
}

/** The transport that the agent uses: guarded, and read-only in a dry run. */
export function agentTransport(
  transport: Transport,
  { dryRun, hnsTimeoutSeconds }: Pick<Config, 'dryRun' | 'hnsTimeoutSeconds'>,
  telemetry: Telemetry,
): GuardedTransport {
  return guarded(dryRun ? readOnly(transport) : transport, hnsTimeoutSeconds * 1000, telemetry);
}

/** Adds a deadline and metrics to every call, and makes no call for an object while an earlier one hangs. */
export function guarded(transport: Transport, timeoutMs: number, telemetry: Telemetry): GuardedTransport {
  const deadline = new Deadline(sparing(transport, timeoutMs), timeoutMs);
  new Gauge({
    name: 'hns_policy_hns_hung_calls',
    help: 'Calls that timed out and that HNS has still not answered.',
    registers: [telemetry.registry],
    collect() {
      this.set(deadline.hung);
    },
  });
  return {
    ...measured(deadline, telemetry),
    get hung() {
      return deadline.hung;
    },
  };
}
