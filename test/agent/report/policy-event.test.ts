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
  it('of a rejection has every reason with its path, and the part in force', () => {
    const { occasion, ...event } = rejected(finding([PORT, SCTP], { whole: true }));
    assert.deepEqual(event, {
      regarding,
      type: 'Warning',
      reason: 'UnsupportedOnWindows',
      action: 'RejectPolicy',
      note: [
        'spec.ingress[0].ports[0].port: no unsupported-named-port',
        'spec.ingress[0].ports[1].protocol: no unsupported-sctp',
        'The policy has no effect on Windows nodes. It does not isolate the pods it selects there.',
      ].join('\n'),
    });
    assert.match(rejected(finding([PORT])).note, /\nThe rest of the policy is enforced on Windows nodes, .*$/);
    assert.match(
      rejected(finding([PORT], { closes: true })).note,
      /\nOn Windows nodes the policy isolates the pods it selects and allows no traffic\.$/,
    );
    assert.equal(rejected(finding([SCTP])).action, 'RejectItem');
  });

  it('of an invalid policy does not state a part in force', () => {
    const { reason, note } = rejected(finding([INVALID]));
    assert.deepEqual([reason, note], ['InvalidPolicy', 'spec: no invalid']);
  });

  it('of a policy beyond its bound has a reason of its own', () => {
    const { reason, note } = rejected(finding([issue('too-many-entries', 'spec')]));
    assert.deepEqual([reason, note], ['PolicyTooLarge', 'spec: no too-many-entries']);
  });

  it('of the end of a rejection is another Event', () => {
    const { note, occasion, ...event } = rejectionEnded('demo/p', { uid: 'u1', generation: 4 });
    assert.deepEqual(event, { regarding, type: 'Normal', reason: 'RejectionEnded', action: 'AcceptPolicy' });
    assert.equal(note, 'hns-policy-agent no longer rejects any part of the policy.');
  });

  for (const [mode, last] of [
    ['dry-run', 'hns-policy-agent runs as a dry run and enforces no NetworkPolicy.'],
    ['other-engine', 'While another policy engine runs on the node, hns-policy-agent enforces no NetworkPolicy there.'],
    ['unsupported', 'Windows or HNS on the node is too old, so hns-policy-agent enforces no NetworkPolicy there.'],
    ['simulated', 'HNS is simulated, so hns-policy-agent enforces no NetworkPolicy.'],
  ] as const) {
    it(`of an agent that enforces nothing (${mode}) gives the reason, and does not state that the policy is enforced`, () => {
      for (const effect of [{}, { whole: true }, { closes: true }]) {
        const event = rejected(finding([PORT], effect), mode);
        assert.equal(event.note, `spec.ingress[0].ports[0].port: no unsupported-named-port\n${last}`);
        // Not the Event of an agent that enforces.
        assert.notEqual(eventName(event), eventName(rejected(finding([PORT], effect))));
      }
      assert.ok(rejected(finding([INVALID]), mode).note.endsWith(last));
    });
  }

  it('counts the reasons that are not listed', () => {
    const unlisted: Issue = { severity: 'error', code: 'unsupported-sctp', path: '', message: '89950 more', unlisted: 89_950 };
    const { note } = rejected(finding([PORT, unlisted]));
    assert.deepEqual(note.split('\n').slice(0, 2), ['spec.ingress[0].ports[0].port: no unsupported-named-port', 'and 89950 more']);
  });

  it('is the same for all nodes, in whatever order they find the reasons', () => {
    assert.equal(eventName(rejected(finding([PORT, SCTP]))), eventName(rejected(finding([SCTP, PORT]))));
  });

  it('is recorded three times for a mistake that is fixed and repeated', () => {
    const names = [
      rejected(finding([PORT], { generation: 1 })),
      rejectionEnded('demo/p', { uid: 'u1', generation: 2 }),
      rejected(finding([PORT], { generation: 3 })),
      rejectionEnded('demo/p', { uid: 'u1', generation: 4 }),
    ].map(eventName);
    assert.equal(new Set(names).size, names.length);
  });

  it('differs for other reasons', () => {
    assert.notEqual(eventName(rejected(finding([PORT]))), eventName(rejected(finding([SCTP]))));
    assert.notEqual(eventName(rejected(finding([PORT]))), eventName(rejected(finding([{ ...PORT, message: 'other words' }]))));
  });
});
