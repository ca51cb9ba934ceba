import assert from 'node:assert/strict';
import { type EnforcerState, UNKNOWN } from '../../../src/agent/enforcer-status.ts';
import { withContact } from '../../../src/agent/status/contact.ts';
import type { KindHealth } from '../../../src/kube/watch/kind-health.ts';

const enforcement = (state: EnforcerState) => ({ ...UNKNOWN, dryRun: false, state, stateSince: 1_000 });
const watch = (kind: KindHealth['kind'], noContactSince?: number): KindHealth => ({
  kind,
  synced: true,
  connected: noContactSince === undefined,
  failures: 0,
  ...(noContactSince !== undefined && { noContactSince }),
});

describe('agent: contact with the API server', () => {
  it('is part of being healthy: one kind without contact is enough', () => {
    const healthy = enforcement('healthy');
    assert.equal(withContact(healthy, [watch('pod'), watch('policy')]), healthy);
    const { state, stateSince } = withContact(healthy, [watch('pod', 9_000), watch('policy', 5_000)]);
    assert.deepEqual([state, stateSince], ['disconnected', 5_000]);
  });

  it('is lost no earlier than the state began', () => {
    assert.equal(withContact(enforcement('healthy'), [watch('pod', 500)]).stateSince, 1_000);
  });

  it('does not hide a worse state', () => {
    for (const state of ['syncing', 'starting', 'degraded', 'waiting', 'dry-run', 'unhealthy', 'unsupported', 'stopped'] as const) {
      assert.equal(withContact(enforcement(state), [watch('pod', 5_000)]).state, state);
    }
  });
});
