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
  const withIssue = (code: 'foreign-allow' | 'foreign-block') =>
    outcomes.filter(({ foreign }) => foreign.some(issue => issue.code === code)).length;
  telemetry.foreignConflicts.set({ effect: 'opens' }, withIssue('foreign-allow'));
  telemetry.foreignConflicts.set({ effect: 'closes' }, withIssue('foreign-block'));
  telemetry.unreadableEndpoints.set(unreadable.length);
  telemetry.unownedEndpoints.set(unowned.length);
  telemetry.waitingPods.set(waiting.length);
  telemetry.pendingUpdates.set(pending);
  for (const reason of ['error', 'limit', 'dispute', 'rejected'] as const)
    telemetry.closedEndpoints.set({ reason }, outcomes.filter(({ closed }) => closed === reason).length);
  telemetry.queued.set(queued);
  telemetry.concurrency.set(concurrency);
  const acls = outcomes.map(aclCounts);
  telemetry.desiredAcls.set(sum(acls.map(({ desired }) => desired)));
  telemetry.actualAcls.set(sum(acls.map(({ actual }) => actual)));
}

export function countOutcome(telemetry: Telemetry, { result, drift, from, update, secondWriter }: Outcome): void {
  const { updates, driftRepaired, takenOver } = telemetry;
  if (update) {
    telemetry.updateWindow.observe(update.windowMs / 1000);
    if (update.added.length + update.lost.length > 0) telemetry.foreignDifferences.inc();
  }
  if (secondWriter) telemetry.secondWriter.inc(secondWriter.length);
  if (result === 'updated' || result === 'failed' || result === 'gone') updates.inc({ result });
  if (result === 'updated' && drift) driftRepaired.inc();
  if (result === 'updated') for (const engine of from) takenOver.inc({ from: engine });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
