import assert from 'node:assert/strict';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client } from './client.ts';
import { NAMESPACES, PODS, POLICIES, pod, policy } from './objects.ts';

describe('simulator/kube/faults', () => {
  let server: KubeServer;
  let client: Client;

  beforeEach(async () => {
    server = await KubeServer.start();
    client = new Client(server);
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('cuts every watch in the middle of its stream', async () => {
    const watches = [await client.watch('/api/v1/pods'), await client.watch(NAMESPACES)];
    assert.equal(server.faults.watches, 2);
    server.faults.dropWatches();
    assert.equal(server.faults.watches, 0);
    while (await watches[1]!.next());
    assert.deepEqual([await watches[0]!.next(), watches[0]!.cut, watches[1]!.cut], [undefined, true, true]);
  });

  it('closes every watch, or sends an ERROR event 410 first', async () => {
    const ended = await client.watch('/api/v1/pods');
    server.faults.dropWatches('end');
    assert.deepEqual([await ended.next(), ended.cut], [undefined, false]);
    const gone = await client.watch('/api/v1/pods');
    server.faults.dropWatches('gone');
    const error = await gone.next();
    assert.deepEqual([error?.type, error?.object.code], ['ERROR', 410]);
    assert.deepEqual([await gone.next(), gone.cut], [undefined, false]);
  });

  it('fails the next matching requests and then serves again', async () => {
    server.faults.inject({ status: 429, retryAfter: 7, times: 2, when: ({ verb, resource }) => verb === 'list' && resource === 'pods' });
    assert.equal((await client.get(NAMESPACES)).status, 200);
    for (const _ of [1, 2]) {
      const { status, headers, body } = await client.get(PODS);
      const { 'content-type': type, 'retry-after': retryAfter } = headers;
      assert.deepEqual([status, type, retryAfter, typeof body], [429, 'text/plain; charset=utf-8', '7', 'string']);
    }
    assert.equal((await client.get(PODS)).status, 200);
  });

  it('fails only resource requests, until cleared', async () => {
    server.faults.inject({ status: 503, times: Number.POSITIVE_INFINITY });
    assert.equal((await client.get('/version')).status, 200);
    assert.equal((await client.get(PODS)).status, 503);
    assert.equal((await client.post(POLICIES, policy('p', {}))).status, 503);
    server.faults.clear();
    assert.equal((await client.get(`${POLICIES}/p`)).status, 404);
  });

  it('stops and starts again with its state', async () => {
    server.store.seed([pod('p')]);
    const events = await client.watch('/api/v1/pods');
    assert.deepEqual(await events.summary(1), ['ADDED p']);
    server.faults.goAway();
    assert.equal(await events.next(), undefined);
    await assert.rejects(client.get(PODS));
    await assert.rejects(client.get(PODS));
    server.faults.comeBack();
    assert.equal((await client.get(PODS)).body.items.length, 1);
  });

  it('logs every request with its attributes for authorization', async () => {
    server.faults.forgetRequests();
    await client.get('/version');
    await client.get('/api/v1/nodes');
    (await client.watch(POLICIES)).stop();
    await client.post(POLICIES, policy('p', {}));
    await client.patch(`${POLICIES}/p`, 'merge', {});
    await client.patch(`${PODS}/x/status`, 'merge', {});
    await client.call('DELETE', PODS);
    const seen = server.faults.requests.map(({ user, verb, group, resource, namespace = '-', name = '-' }) =>
      [user, verb, group, resource, namespace, name].join(' '),
    );
    assert.deepEqual(seen, [
      'admin get   - -',
      'admin list  nodes - -',
      'admin watch networking.k8s.io networkpolicies default -',
      'admin create networking.k8s.io networkpolicies default -',
      'admin patch networking.k8s.io networkpolicies default p',
      'admin patch  pods/status default x',
      'admin deletecollection  pods default -',
    ]);
  });
});
