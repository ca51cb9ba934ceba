/** The results of enforcement as metrics. */
import { aclCounts, isFailing, type NodeView, type Outcome } from '../enforcement/outcome.ts';
import type { Telemetry } from './telemetry.ts';

export function measureView(
  telemetry: Telemetry,
  { outcomes, waiting, unreadable, unowned, complete, pending, queued, concurrency }: NodeView,
): void {
  if (complete) telemetry.lastInSync.setToCurrentTime();
  telemetry.localEndpoints.set(outcomes.length);
  telemetry.failingEndpoints.set(outcomes.filter(isFailing).length);
  telemetry.unreadableEndpoints.set(unreadable.length);
  telemetry.unownedEndpoints.set(unowned.length);
  telemetry.waitingPods.set(waiting.length);
  telemetry.pendingUpdates.set(pending);
  for (const reason of ['error', 'limit', 'dispute'] as const)
    telemetry.closedEndpoints.set({ reason }, outcomes.filter(({ closed }) => closed === reason).length);
  telemetry.queued.set(queued);
  telemetry.concurrency.set(concurrency);
  const acls = outcomes.map(aclCounts);
  telemetry.desiredAcls.set(sum(acls.map(({ desired }) => desired)));
  telemetry.actualAcls.set(sum(acls.map(({ actual }) => actual)));
}

export function countOutcome({ updates, driftRepaired, takenOver }: Telemetry, { result, drift, from }: Outcome): void {
  if (result === 'updated' || result === 'failed' || result === 'gone') updates.inc({ result });
  if (result === 'updated' && drift) driftRepaired.inc();
  if (result === 'updated') for (const engine of from) takenOver.inc({ from: engine });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
