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
    const limits = { connections: 100, headerBytes: 8192, timeoutMs: 10_000, onConnectionEnded: () => {} };
    server = await serveHealth({ host: '127.0.0.1', port: 0, registry, health: () => ({ ready }), status, limits });
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
      const host = '127.0.0.1:9464';
      const from = async (url: string) =>
        (await answer({ method: 'GET', url, peer, host }, { registry, health: () => ({ ready }), status })).code;
      assert.equal(await from('/status'), expected);
      assert.equal(status.callCount, expected === 200 ? 1 : 0);
      assert.deepEqual([await from('/metrics'), await from('/healthz'), await from('/readyz')], [200, 200, 503]);
    });
  }

  it('shows a stranger only whether it is alive and ready', async () => {
    const bodies = async (peer: string) => {
      const sources = { registry, health: () => ({ ready, node: 'win1', lastError: 'secret' }), status };
      const from = (url: string) => answer({ method: 'GET', url, peer, host: 'localhost' }, sources);
      return [(await from('/healthz')).body, (await from('/readyz')).body];
    };
    assert.deepEqual(await bodies('10.224.0.4'), ['alive\n', 'not ready\n']);
    ready = true;
    assert.deepEqual(await bodies('10.224.0.4'), ['alive\n', 'ready\n']);
    for (const body of await bodies('127.0.0.1')) assert.deepEqual(JSON.parse(body), { ready: true, node: 'win1', lastError: 'secret' });
  });

  for (const [host, local] of [
    ['127.0.0.1:9464', true],
    ['127.0.0.1', true],
    ['localhost:9464', true],
    ['LOCALHOST', true],
    ['[::1]:9464', true],
    ['evil.example:9464', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example:9464', false],
    ['10.224.0.4:9464', false],
    ['::1', false],
    ['', false],
    [undefined, false],
  ] as const) {
    it(`${local ? 'trusts' : 'does not trust'} a loopback client with the Host ${host}, against DNS rebinding`, async () => {
      const sources = { registry, health: () => ({ ready, node: 'win1' }), status };
      const from = (url: string) => answer({ method: 'GET', url, peer: '127.0.0.1', host }, sources);
      assert.equal((await from('/status')).code, local ? 200 : 403);
      assert.equal((await from('/healthz')).body.includes('win1'), local);
      assert.equal((await from('/readyz')).body.includes('win1'), local);
    });
  }

  it('keeps /metrics to local clients if another server has them for everyone else', async () => {
    const from = async (peer: string) =>
      (
        await answer(
          { method: 'GET', url: '/metrics', peer, host: 'localhost' },
          { registry, health: () => ({ ready }), status, hidesMetrics: true },
        )
      ).code;
    assert.deepEqual([await from('10.224.0.4'), await from('127.0.0.1')], [403, 200]);
  });
});
