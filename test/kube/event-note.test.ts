import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Issue } from '../../src/core/issue.ts';
import { eventNote } from '../../src/kube/event-note.ts';
import { eventName } from '../../src/kube/events.ts';

const issue = (path: string, message: string): Issue => ({ severity: 'error', code: 'unsupported-sctp', path, message });

describe('kube/event-note', () => {
  it('names every reason with its path', () => {
    const issues = [issue('spec.ingress[0].ports[0].protocol', 'no SCTP'), issue('', 'and at all')];
    assert.equal(eventNote(issues), 'spec.ingress[0].ports[0].protocol: no SCTP\nand at all');
  });

  it('says how many reasons it has no room for', () => {
    const issues = Array.from({ length: 100 }, (_, i) => issue(`spec.ingress[${i}]`, 'x'.repeat(80)));
    const lines = eventNote(issues).split('\n');
    const shown = lines.length - 1;
    assert.deepEqual(
      lines.slice(0, shown),
      issues.slice(0, shown).map(({ path, message }) => `${path}: ${message}`),
    );
    assert.equal(lines.at(-1), `and ${100 - shown} more`);
    assert.ok(shown >= 9);
  });

  it('always ends in what it means, however many reasons there are', () => {
    const issues = Array.from({ length: 100 }, (_, i) => issue(`spec.ingress[${i}]`, 'x'.repeat(80)));
    for (const some of [issues.slice(0, 1), issues, [issue('spec', 'x'.repeat(2000))]]) {
      const note = eventNote(some, 'The rest stays.');
      assert.ok(note.startsWith('spec') && note.endsWith('\nThe rest stays.'));
      assert.ok(Buffer.byteLength(note) <= 1024);
    }
  });

  it('has at most 1024 bytes and says something of the first reason, whatever the reasons', () => {
    const anyIssue = fc
      .tuple(fc.string({ maxLength: 50 }), fc.string({ unit: 'grapheme', maxLength: 1500 }))
      .map(([path, message]) => issue(path, message));
    fc.assert(
      fc.property(fc.array(anyIssue, { minLength: 1, maxLength: 40 }), issues => {
        const note = eventNote(issues);
        assert.ok(Buffer.byteLength(note) <= 1024);
        assert.ok(note.isWellFormed() || issues.some(({ message }) => !message.isWellFormed()));
        const first = issues[0]!.path === '' ? issues[0]!.message : `${issues[0]!.path}: ${issues[0]!.message}`;
        assert.ok(note.startsWith(first) || note.startsWith(first.slice(0, 300)));
        const whole = issues.every(({ path, message }) => note.includes(path === '' ? message : `${path}: ${message}`));
        assert.ok(whole || /and \d+ more$|…$/.test(note));
      }),
    );
  });
});

describe('kube/events: the name of an Event', () => {
  const policy = { namespace: 'demo', name: 'web', uid: 'u1' };
  const issues = [issue('spec.ingress[0]', 'a'), issue('spec.egress[0]', 'b')];
  const base = { policy, reason: 'UnsupportedOnWindows', action: 'RejectItem', issues };

  it('is the same for the same rejection, in whatever order its reasons come', () => {
    assert.equal(eventName(base), eventName({ ...base, issues: issues.toReversed() }));
    assert.match(eventName(base), /^web\.[0-9a-f]{16}$/);
  });

  it('is another for a policy created anew, other reasons or another action', () => {
    const others = [
      base,
      { ...base, policy: { ...policy, uid: 'u2' } },
      { ...base, issues: issues.slice(1) },
      { ...base, issues: [issue('spec.ingress[0]', 'c'), issues[1]!] },
      { ...base, action: 'RejectPolicy' },
      { ...base, reason: 'Other' },
    ];
    assert.equal(new Set(others.map(eventName)).size, others.length);
  });

  it('is a valid name for policies with the longest names', () => {
    for (const name of ['a'.repeat(253), `${'a'.repeat(235)}.-${'b'.repeat(10)}`, `${'a'.repeat(234)}...b`]) {
      const made = eventName({ ...base, policy: { ...policy, name } });
      assert.ok(made.length <= 253);
      assert.match(made, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    }
  });
});
