import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import sinon from 'sinon';
import { answer, type HealthServer, serveHealth } from '../../../src/agent/status/health.ts';

describe('agent/status/health', () => {
  let server: HealthServer;
  let ready: boolean;
  const registry = new Registry();
  const status = sinon.stub();

  beforeEach(async () => {
    ready = false;
    status.reset();
    status.returns({ node: 'win1' });
    const limits = { connections: 100, headerBytes: 8192, timeoutMs: 10_000 };
    const onConnectionEnded = () => {};
    server = await serveHealth({ host: '127.0.0.1', port: 0, registry, health: () => ({ ready }), status, limits, onConnectionEnded });
  });
  afterEach(async () => {
    await server.close();
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

  it('is alive from the start, and becomes ready later', async () => {
    assert.deepEqual([(await ask('/healthz')).status, (await ask('/readyz')).status], [200, 503]);
    ready = true;
    const response = await ask('/readyz');
    assert.deepEqual([response.status, await response.json()], [200, { ready: true }]);
  });

  it('serves the status to its own machine', async () => {
    const response = await ask('/status?x=1');
    assert.deepEqual(
      [response.status, response.headers.get('content-type'), await response.json()],
      [200, 'application/json', { node: 'win1' }],
    );
  });

  it('responds with 500 to an internal error', async () => {
    status.throws(new Error('broken'));
    assert.equal((await ask('/status')).status, 500);
    assert.equal((await ask('/healthz')).status, 200);
  });

  it('rejects other paths and methods', async () => {
    assert.equal((await ask('/')).status, 404);
    assert.equal((await ask('/status', { method: 'POST' })).status, 405);
  });

  for (const [peer, expected] of [
    ['127.0.0.1', 200],
    ['127.255.0.9', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['10.224.0.4', 403],
    ['::ffff:10.224.0.4', 403],
    ['fd00::1', 403],
    ['128.0.0.1', 403],
    [undefined, 403],
  ] as const) {
    it(`${expected === 200 ? 'serves' : 'does not serve'} its status to ${peer}, but the rest`, async () => {
      const from = async (url: string) =>
        (await answer({ method: 'GET', url, peer }, { registry, health: () => ({ ready }), status })).code;
      assert.equal(await from('/status'), expected);
      assert.equal(status.callCount, expected === 200 ? 1 : 0);
      assert.deepEqual([await from('/metrics'), await from('/healthz'), await from('/readyz')], [200, 200, 503]);
    });
  }
});
