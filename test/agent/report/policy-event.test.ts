import assert from 'node:assert/strict';
import { rejected, rejectionEnded } from '../../../src/agent/report/policy-event.ts';
import type { Finding } from '../../../src/agent/state.ts';
import type { Issue } from '../../../src/core/issue.ts';
import { eventName } from '../../../src/kube/events/events.ts';

const issue = (code: Issue['code'], path: string): Issue => ({ severity: 'error', code, policy: 'demo/p', path, message: `no ${code}` });
const PORT = issue('unsupported-named-port', 'spec.ingress[0].ports[0].port');
const SCTP = issue('unsupported-sctp', 'spec.ingress[0].ports[1].protocol');
const INVALID = issue('invalid', 'spec');

const finding = (issues: readonly Issue[], more: Partial<Finding> = {}): Finding => ({
  kind: 'policy',
  key: 'demo/p',
  uid: 'u1',
  generation: 3,
  whole: false,
  closes: false,
  issues,
  ...more,
});
const regarding = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'demo', name: 'p', uid: 'u1' };

describe('agent/report/policy-event', () => {
  it('of a rejection names the policy and every reason with its path, and says what is in force', () => {
    const { occasion, ...event } = rejected(finding([PORT, SCTP], { whole: true }));
    assert.deepEqual(event, {
      regarding,
      type: 'Warning',
      reason: 'UnsupportedOnWindows',
      action: 'RejectPolicy',
      note: [
        'spec.ingress[0].ports[0].port: no unsupported-named-port',
        'spec.ingress[0].ports[1].protocol: no unsupported-sctp',
        'The policy has no effect on Windows nodes: the pods it selects are as open there as if it did not exist.',
      ].join('\n'),
    });
    assert.match(rejected(finding([PORT])).note, /\nThe rest of the policy is in force on Windows nodes, .*$/);
    assert.match(
      rejected(finding([PORT], { closes: true })).note,
      /\nOn Windows nodes the policy isolates the pods it selects and allows them nothing\.$/,
    );
    assert.equal(rejected(finding([SCTP])).action, 'RejectItem');
  });

  it('of what the API server should have refused says nothing of what is in force', () => {
    const { reason, note } = rejected(finding([INVALID]));
    assert.deepEqual([reason, note], ['InvalidPolicy', 'spec: no invalid']);
  });

  it('of the end of a rejection is another one', () => {
    const { note, occasion, ...event } = rejectionEnded('demo/p', { uid: 'u1', generation: 4 });
    assert.deepEqual(event, { regarding, type: 'Normal', reason: 'RejectionEnded', action: 'EnforcePolicy' });
    assert.match(note, /all of it is enforced/);
  });

  it('is one for all nodes, in whatever order they find the reasons', () => {
    assert.equal(eventName(rejected(finding([PORT, SCTP]))), eventName(rejected(finding([SCTP, PORT]))));
  });

  it('a mistake that is put right and made again is three Events', () => {
    const names = [
      rejected(finding([PORT], { generation: 1 })),
      rejectionEnded('demo/p', { uid: 'u1', generation: 2 }),
      rejected(finding([PORT], { generation: 3 })),
      rejectionEnded('demo/p', { uid: 'u1', generation: 4 }),
    ].map(eventName);
    assert.equal(new Set(names).size, names.length);
  });

  it('other reasons are another Event', () => {
    assert.notEqual(eventName(rejected(finding([PORT]))), eventName(rejected(finding([SCTP]))));
    assert.notEqual(eventName(rejected(finding([PORT]))), eventName(rejected(finding([{ ...PORT, message: 'other words' }]))));
  });
});
