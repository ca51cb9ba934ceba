import assert from 'node:assert/strict';
import { keyOfTarget, MAX_OPENINGS, OPENINGS, readOpenings } from '../../../src/agent/openings/opening.ts';

const TIMES = { from: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:30:00.000Z' };
const POD = { scope: 'pod', namespace: 'shop', name: 'web', ...TIMES };

/** A ConfigMap of these entries. A text is taken as it is. */
function configMap(...entries: readonly unknown[]): object {
  const data = entries.map((entry, index) => [`entry${index}`, typeof entry === 'string' ? entry : JSON.stringify(entry)]);
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: OPENINGS }, data: Object.fromEntries(data) };
}

describe('agent/openings/opening', () => {
  it('an absent ConfigMap, and one without data, have no effect and are valid', () => {
    for (const absent of [undefined, {}, { data: null }, { data: {} }]) assert.deepEqual(readOpenings(absent), { openings: new Map() });
  });

  it('reads pods, namespaces and nodes', () => {
    const entries = [POD, { scope: 'namespace', name: 'shop', ...TIMES }, { scope: 'node', name: 'win1', reason: 'outage', ...TIMES }];
    const read = readOpenings(configMap(...entries));
    assert.deepEqual('openings' in read && [...read.openings.values()], entries);
  });

  for (const [problem, entry] of [
    ['no JSON', 'shop/web'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown scope', { ...POD, scope: 'cluster' }],
    ['a pod without a namespace', { scope: 'pod', name: 'web', ...TIMES }],
    ['a namespace in a namespace', { scope: 'namespace', namespace: 'shop', name: 'web', ...TIMES }],
    ['no name', { scope: 'node', ...TIMES }],
    ['an empty name', { scope: 'node', name: '', ...TIMES }],
    ['no end', { scope: 'node', name: 'win1', from: TIMES.from }],
    ['no start', { scope: 'node', name: 'win1', until: TIMES.until }],
    ['an end that is no time', { ...POD, until: 'tomorrow' }],
    ['an end before its start', { ...POD, until: '2025-12-31T23:59:59.000Z' }],
    ['an end at its start', { ...POD, until: TIMES.from }],
    ['more than 24 hours', { ...POD, until: '2026-01-02T00:00:00.001Z' }],
    ['an unknown field', { ...POD, labels: {} }],
    ['a reason with a control character', { ...POD, reason: 'a\u001b[2J' }],
    ['a long reason', { ...POD, reason: 'a'.repeat(201) }],
    ['a long text', { ...POD, padding: 'a'.repeat(3_000) }],
  ] as const) {
    it(`an entry with ${problem} makes the whole document invalid: it has no effect, the valid entry included`, () => {
      const read = readOpenings(configMap(POD, entry));
      assert.ok('problem' in read);
      assert.match(read.problem, /^entry entry1: ./);
    });
  }

  it('too many entries are invalid', () => {
    const most = Array.from({ length: MAX_OPENINGS }, (_, i) => ({ ...POD, name: `web-${i}` }));
    assert.ok('openings' in readOpenings(configMap(...most)));
    const read = readOpenings(configMap(...most, POD));
    assert.equal('problem' in read && read.problem, `it has ${MAX_OPENINGS + 1} entries, and at most ${MAX_OPENINGS} are allowed`);
  });

  it('an answer that is no ConfigMap is invalid', () => {
    for (const other of [null, 'text', [], { data: { a: 1 } }, { data: [] }])
      assert.ok('problem' in readOpenings(other), JSON.stringify(other));
  });

  it('the key of a target is a valid key of a ConfigMap, and differs for each target', () => {
    const targets = [
      { scope: 'pod', namespace: 'n'.repeat(63), name: 'p'.repeat(253) },
      { scope: 'pod', namespace: 'a', name: 'b' },
      { scope: 'namespace', name: 'a' },
      { scope: 'node', name: 'a' },
    ] as const;
    const keys = targets.map(keyOfTarget);
    assert.equal(new Set(keys).size, targets.length);
    for (const key of keys) assert.match(key, /^[-._a-zA-Z0-9]{1,253}$/);
  });
});
