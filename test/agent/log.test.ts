import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { createLog, type LogFormat, type LogLevel } from '../../src/agent/log.ts';

/** The output for one error line with each kind of field, and one debug line. */
async function written(format: LogFormat, level: LogLevel, isTTY = false): Promise<string[]> {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const log = createLog({ format, level, stream });
  log.error('policy rejected', {
    policy: 'demo/p',
    reasons: ['spec.a: one thing', 'spec.b: another'],
    count: 2,
    none: undefined,
    detail: { a: 1 },
  });
  log.debug('detail');
  await new Promise(resolve => setImmediate(resolve));
  return String(stream.read()).trimEnd().split('\n');
}

describe('agent/log', () => {
  it('JSON: one object per line with unchanged fields', async () => {
    const [line, ...rest] = await written('json', 'info');
    const { timestamp, ...fields } = JSON.parse(line!) as Record<string, unknown>;
    assert.ok(!Number.isNaN(Date.parse(String(timestamp))));
    assert.deepEqual(fields, {
      level: 'error',
      message: 'policy rejected',
      policy: 'demo/p',
      reasons: ['spec.a: one thing', 'spec.b: another'],
      count: 2,
      detail: { a: 1 },
    });
    assert.deepEqual(rest, []);
  });

  it('pretty: one readable line', async () => {
    const [line] = await written('pretty', 'info');
    assert.match(
      line!,
      /^\S+ ERROR policy rejected policy=demo\/p reasons="spec\.a: one thing; spec\.b: another" count=2 detail=\{"a":1\}$/,
    );
  });

  it('auto: pretty on a terminal, JSON elsewhere', async () => {
    assert.match((await written('auto', 'info', true))[0]!, /ERROR policy rejected/);
    assert.match((await written('auto', 'info'))[0]!, /^\{/);
  });

  it('lines below the level are not written', async () => {
    assert.equal((await written('json', 'debug')).length, 2);
  });

  for (const format of ['json', 'pretty'] as const) {
    it(`${format}: control characters of names are escaped`, async () => {
      const stream = new PassThrough();
      createLog({ format, level: 'info', stream }).info('policy rejected', { policy: 'a\u001b[2J\u009b31m\u202e\nb' });
      await new Promise(resolve => setImmediate(resolve));
      const text = String(stream.read());
      assert.doesNotMatch(text.slice(0, -1), /[\p{Cc}\p{Cf}]/u);
      if (format === 'json') assert.equal(JSON.parse(text).policy, 'a\u001b[2J\u009b31m\u202e\nb');
    });
  }
});
