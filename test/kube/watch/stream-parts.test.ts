import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiError, apiErrorOf } from '../../../src/kube/watch/api-error.ts';
import { backoff } from '../../../src/kube/watch/backoff.ts';
import { linesOf } from '../../../src/kube/watch/lines.ts';
import { parseWatchEvent, UnreadableEventError } from '../../../src/kube/watch/watch-event.ts';

async function lines(...chunks: Buffer[]): Promise<string[]> {
  async function* stream() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const line of linesOf(stream())) found.push(line);
  return found;
}

describe('kube/lines', () => {
  it('wherever the bytes are cut, the lines are the same, and no character is broken', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter(line => line.trimEnd() === line && line !== '' && !line.includes('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.array(fc.nat(200)), async (expected, cuts) => {
        const bytes = Buffer.from(expected.map(line => `${line}\n`).join(''));
        const ends = [0, ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
        assert.deepEqual(await lines(...chunks), expected);
      }),
    );
  });

  it('ends only at newlines: U+2028 and carriage returns inside a line stay', async () => {
    assert.deepEqual(await lines(Buffer.from('a\u2028b\rc\nd\r\n')), ['a\u2028b\rc', 'd']);
  });

  it('leaves out empty lines and what follows the last newline', async () => {
    assert.deepEqual(await lines(Buffer.from('\n\na\n\nb'), Buffer.from('c')), ['a']);
  });
});

describe('kube/watch-event', () => {
  it('knows objects, bookmarks and the end of the initial events', () => {
    const object = { metadata: { name: 'a', resourceVersion: '7' } };
    for (const type of ['ADDED', 'MODIFIED', 'DELETED'] as const) {
      assert.deepEqual(parseWatchEvent(JSON.stringify({ type, object })), { type, object, resourceVersion: '7' });
    }
    const bookmark = (annotations?: object) =>
      parseWatchEvent(JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '8', annotations } } }));
    assert.deepEqual(bookmark(), { type: 'BOOKMARK', initialEventsEnd: false, resourceVersion: '8' });
    assert.deepEqual(bookmark({ 'k8s.io/initial-events-end': 'true' }), { type: 'BOOKMARK', initialEventsEnd: true, resourceVersion: '8' });
  });

  it('an object without readable metadata is still an event', () => {
    for (const object of [null, 5, {}, { metadata: 'x' }, { metadata: { resourceVersion: 5 } }]) {
      assert.deepEqual(parseWatchEvent(JSON.stringify({ type: 'ADDED', object })), { type: 'ADDED', object, resourceVersion: undefined });
    }
  });

  it('an ERROR event is thrown as what its Status says', () => {
    const line = JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } });
    assert.throws(
      () => parseWatchEvent(line),
      (error: unknown) => error instanceof ApiError && error.status === 410 && error.reason === 'Expired' && error.demandsList,
    );
    assert.throws(() => parseWatchEvent('{"type":"ERROR","object":{}}'), ApiError);
  });

  it('what is no event is never passed over', () => {
    for (const line of ['', '{', 'null', '5', '{}', '{"type":"RENAMED","object":{}}', '<html>']) {
      assert.throws(() => parseWatchEvent(line), UnreadableEventError);
    }
  });
});

describe('kube/api-error', () => {
  it('keeps status, reason, message and Retry-After of a Status', () => {
    const body = JSON.stringify({ kind: 'Status', code: 429, reason: 'TooManyRequests', message: 'slow down' });
    const error = apiErrorOf(429, body, '7');
    assert.deepEqual([error.status, error.reason, error.message, error.retryAfter], [429, 'TooManyRequests', '429 slow down', 7000]);
  });

  it('reads the plain text of priority and fairness, and of an unknown path', () => {
    const error = apiErrorOf(429, 'Too many requests, please try again later.\n', '1');
    assert.deepEqual(
      [error.status, error.reason, error.message, error.retryAfter],
      [429, 'TooManyRequests', 'HTTP 429: Too many requests, please try again later.', 1000],
    );
    const unknown = apiErrorOf(404, '404 page not found\n');
    assert.deepEqual([unknown.reason, unknown.message], ['NotFound', 'HTTP 404: 404 page not found']);
    assert.equal(apiErrorOf(503, '').message, 'HTTP 503');
  });

  it('takes the beginning of the answer where a proxy answered', () => {
    const error = apiErrorOf(502, `<html>Bad Gateway${' '.repeat(1000)}`, 'Wed, 21 Oct 2026 07:28:00 GMT');
    assert.deepEqual([error.status, error.reason, error.retryAfter], [502, '', undefined]);
    assert.match(error.message, /^HTTP 502: <html>Bad Gateway/);
    assert.ok(error.message.length < 300);
  });
});

describe('kube/backoff', () => {
  it('doubles from 0.8 s up to 30 s, of which at least half is waited', () => {
    const times = [1, 2, 3, 4, 5, 6, 7, 100];
    assert.deepEqual(
      times.map(n => backoff(n, () => 0)),
      [400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000],
    );
    assert.deepEqual(
      times.map(n => backoff(n, () => 1)),
      [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000],
    );
  });

  it('adds what the server asks for, at most a minute', () => {
    assert.equal(
      backoff(1, () => 0, 5000),
      5400,
    );
    assert.equal(
      backoff(1, () => 0, 3_600_000),
      60_400,
    );
  });
});
