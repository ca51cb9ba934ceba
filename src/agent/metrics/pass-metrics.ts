/** What a pass found and did, as metrics. */
import { aclCounts, isFailing, type Outcome, type Pass } from '../enforcement/outcome.ts';
import type { Telemetry } from './telemetry.ts';

export function countPass(telemetry: Telemetry, { outcomes, waiting, complete, pending }: Pass): void {
  for (const outcome of outcomes) countOutcome(telemetry, outcome);
  telemetry.passes.inc({ result: complete ? 'complete' : 'incomplete' });
  if (complete) telemetry.lastComplete.setToCurrentTime();
  telemetry.localEndpoints.set(outcomes.length);
  telemetry.failingEndpoints.set(outcomes.filter(isFailing).length);
  telemetry.waitingPods.set(waiting.length);
  telemetry.pendingUpdates.set(pending);
  const acls = outcomes.map(aclCounts);
  telemetry.wantedAcls.set(sum(acls.map(({ wanted }) => wanted)));
  telemetry.actualAcls.set(sum(acls.map(({ actual }) => actual)));
}

/** Of an attempt that has ended, in its pass or after it. */
export function countOutcome({ updates, driftRepaired, takenOver }: Telemetry, { result, drift, from }: Outcome): void {
  if (result === 'updated' || result === 'failed' || result === 'gone') updates.inc({ result });
  if (result === 'updated' && drift) driftRepaired.inc();
  if (result === 'updated') for (const engine of from) takenOver.inc({ from: engine });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
