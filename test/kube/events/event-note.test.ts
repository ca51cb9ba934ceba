import assert from 'node:assert/strict';
import fc from 'fast-check';
import { eventNote } from '../../../src/kube/events/event-note.ts';
import { eventName, type ObjectEvent } from '../../../src/kube/events/events.ts';

describe('kube/event-note', () => {
  it('contains all lines', () => {
    assert.equal(eventNote(['no SCTP', 'and at all']), 'no SCTP\nand at all');
  });

  it('counts the lines that do not fit', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `spec.ingress[${i}]: ${'x'.repeat(80)}`);
    const note = eventNote(lines).split('\n');
    const shown = note.length - 1;
    assert.deepEqual(note.slice(0, shown), lines.slice(0, shown));
    assert.equal(note.at(-1), `and ${100 - shown} more`);
    assert.ok(shown >= 9);
  });

  it('always ends with the last line, for any number of lines', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `spec.ingress[${i}]: ${'x'.repeat(80)}`);
    for (const some of [lines.slice(0, 1), lines, [`spec: ${'x'.repeat(2000)}`]]) {
      const note = eventNote(some, 'The rest stays.');
      assert.ok(note.startsWith('spec') && note.endsWith('\nThe rest stays.'));
      assert.ok(Buffer.byteLength(note) <= 1024);
    }
  });

  it('has at most 1024 bytes and part of the first line, for any lines', () => {
    const anyLine = fc.string({ unit: 'grapheme', maxLength: 1500 });
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 40 }), lines => {
        const note = eventNote(lines);
        assert.ok(Buffer.byteLength(note) <= 1024);
        assert.ok(note.isWellFormed() || lines.some(line => !line.isWellFormed()));
        assert.ok(note.startsWith(lines[0]!) || note.startsWith(lines[0]!.slice(0, 300)));
        assert.ok(lines.every(line => note.includes(line)) || /and \d+ more$|…$/.test(note));
      }),
    );
  });
});

describe('kube/events: the name of an Event', () => {
  const regarding = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'demo', name: 'web', uid: 'u1' } as const;
  const base: ObjectEvent = {
    regarding,
    type: 'Warning',
    reason: 'UnsupportedOnWindows',
    action: 'RejectItem',
    note: 'a',
    occasion: ['1'],
  };

  it('is the same for the same occasion, with any note', () => {
    assert.equal(eventName(base), eventName({ ...base, note: 'b' }));
    assert.match(eventName(base), /^web\.[0-9a-f]{16}$/);
  });

  it('differs for a recreated object, and for another occasion, reason or action', () => {
    const others = [
      base,
      { ...base, regarding: { ...regarding, uid: 'u2' } },
      { ...base, occasion: [] },
      { ...base, occasion: ['2'] },
      { ...base, occasion: ['1', '1'] },
      { ...base, action: 'RejectPolicy' },
      { ...base, reason: 'Other' },
    ];
    assert.equal(new Set(others.map(eventName)).size, others.length);
  });

  it('is a valid name for objects with the longest names', () => {
    for (const name of ['a'.repeat(253), `${'a'.repeat(235)}.-${'b'.repeat(10)}`, `${'a'.repeat(234)}...b`]) {
      const made = eventName({ ...base, regarding: { ...regarding, name } });
      assert.ok(made.length <= 253);
      assert.match(made, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    }
  });
});
