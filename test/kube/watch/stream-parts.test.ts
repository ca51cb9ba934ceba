import assert from 'node:assert/strict';
import { ApiError, apiErrorOf } from '../../../src/kube/watch/api-error.ts';
import { retryDelay } from '../../../src/kube/watch/retry-delay.ts';
import { parseWatchEvent, UnreadableEventError } from '../../../src/kube/watch/watch-event.ts';

describe('kube/watch-event', () => {
  it('reads objects, bookmarks and the end of the initial events', () => {
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

  it('an ERROR event is thrown as an ApiError with its Status', () => {
    const line = JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } });
    assert.throws(
      () => parseWatchEvent(line),
      (error: unknown) => error instanceof ApiError && error.status === 410 && error.reason === 'Expired' && error.demandsList,
    );
    assert.throws(() => parseWatchEvent('{"type":"ERROR","object":{}}'), ApiError);
  });

  it('text that is not an event is never ignored', () => {
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

  it('uses the beginning of the answer if a proxy answered', () => {
    const error = apiErrorOf(502, `<html>Bad Gateway${' '.repeat(1000)}`, 'Wed, 21 Oct 2026 07:28:00 GMT');
    assert.deepEqual([error.status, error.reason, error.retryAfter], [502, '', undefined]);
    assert.match(error.message, /^HTTP 502: <html>Bad Gateway/);
    assert.ok(error.message.length < 300);
  });
});

describe('kube/retry-delay', () => {
  it('doubles from 0.8 s up to 30 s, and waits at least half of it', () => {
    const times = [1, 2, 3, 4, 5, 6, 7, 100];
    assert.deepEqual(
      times.map(n => retryDelay(n, () => 0)),
      [400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000],
    );
    assert.deepEqual(
      times.map(n => retryDelay(n, () => 1)),
      [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000],
    );
  });

  it('adds the time that the server requests, at most a minute', () => {
    assert.equal(
      retryDelay(1, () => 0, 5000),
      5400,
    );
    assert.equal(
      retryDelay(1, () => 0, 3_600_000),
      60_400,
    );
  });
});
