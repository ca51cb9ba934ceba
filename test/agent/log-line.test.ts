import assert from 'node:assert/strict';
import fc from 'fast-check';
import { limitLine } from '../../src/agent/log-line.ts';

const size = (fields: object) => Buffer.byteLength(JSON.stringify(fields));

describe('agent/log-line', () => {
  it('leaves a short line alone', () => {
    const line = { message: 'policy rejected', reasons: ['one', 'two'] };
    assert.equal(limitLine(line, 1024), line);
  });

  it('keeps the first items of a list and counts the others', () => {
    const reasons = Array.from({ length: 90_000 }, (_, index) => `spec.ingress[0].ports[${index}].port: not supported`);
    const line = limitLine({ message: 'policy rejected', policy: 'demo/p', reasons }, 16_384);
    const short = line.reasons as string[];
    assert.ok(size(line) <= 16_384);
    assert.ok(size(line) > 12_000);
    assert.deepEqual(short.slice(0, -1), reasons.slice(0, short.length - 1));
    assert.equal(short.at(-1), `and ${90_000 - short.length + 1} more`);
    assert.deepEqual([line.message, line.policy], ['policy rejected', 'demo/p']);
  });

  it('cuts long text, whatever it contains', () => {
    const seed = Date.now() % 2 ** 31;
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 9_000 }),
      fc.array(fc.string({ maxLength: 300 }), { maxLength: 60 }),
      fc.object(),
      fc.constant('\u0000"\\'.repeat(3_000)),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('error', 'reasons', 'policies', 'pod', 'detail'), value), fields => {
        const line = limitLine({ message: 'm', ...fields }, 1_024);
        assert.ok(size(line) <= 1_024, `${size(line)} bytes`);
        assert.equal(line.message, 'm');
      }),
      { seed },
    );
  });
});
