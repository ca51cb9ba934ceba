/** Metrics of HNS calls. */
import { HnsError, hresultName } from '../../hns/transport/hns-error.ts';
import { SparedError } from '../../hns/transport/hung-calls.ts';
import type { HcnFunction, Transport } from '../../hns/transport/transport.ts';
import type { CALL_RESULTS } from './call-labels.ts';
import type { Telemetry } from './telemetry.ts';

/** Counts and times every call, and counts failures by the name of their HRESULT. */
export function measured(transport: Transport, telemetry: Pick<Telemetry, 'calls' | 'callSeconds' | 'errors'>): Transport {
  return {
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      const end = telemetry.callSeconds.startTimer({ function: name });
      const count = (result: (typeof CALL_RESULTS)[number]) => telemetry.calls.inc({ function: name, result });
      try {
        const answer = await transport.call(name, id, document);
        end();
        count('ok');
        return answer;
      } catch (error) {
        if (error instanceof SparedError) {
          count('spared');
          throw error;
        }
        end();
        count(error instanceof HnsError ? error.code : 'broken');
        telemetry.errors.inc({ hresult: nameOf(error) });
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

/** @returns one of ERROR_NAMES. */
function nameOf(error: unknown): string {
  const hresult = error instanceof HnsError ? error.hresult : undefined;
  return hresult === undefined ? 'none' : (hresultName(hresult) ?? 'other');
}
