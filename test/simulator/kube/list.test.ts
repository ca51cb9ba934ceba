import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client, type Json } from './client.ts';
import { namespace, PODS, pod } from './objects.ts';

describe('simulator/kube/list', () => {
  let server: KubeServer;
  let client: Client;
  const names = (body: Json) => body.items.map(({ metadata }: Json) => metadata.name);

  beforeEach(async () => {
    server = await KubeServer.start();
    client = new Client(server);
    server.store.seed([namespace('demo'), pod('d', { namespace: 'demo' })]);
    server.store.seed([1, 2, 3, 4, 5].map(n => pod(`p${n}`, { labels: { odd: String(n % 2 === 1) }, spec: { nodeName: `n${n}` } })));
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('returns items in key order, without their kind, with the current resourceVersion', async () => {
    const { body } = await client.get('/api/v1/pods');
    assert.deepEqual([body.kind, body.apiVersion, body.metadata], ['PodList', 'v1', { resourceVersion: String(server.store.revision) }]);
    assert.deepEqual(names(body), ['p1', 'p2', 'p3', 'p4', 'p5', 'd']);
    assert.equal('kind' in body.items[0] || 'apiVersion' in body.items[0], false);
    assert.deepEqual(names((await client.get('/api/v1/namespaces/demo/pods')).body), ['d']);
  });

  it('compresses a long list for a client that accepts it', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const short = await client.call('GET', '/api/v1/pods', { headers });
    server.store.seed([pod('large', { spec: { containers: [{ name: 'main', image: 'x'.repeat(200_000) }] } })]);
    const plain = await client.call('GET', '/api/v1/pods');
    const long = await client.bytes('/api/v1/pods', { headers });
    assert.deepEqual(
      [short, plain, long].map(answer => answer.headers['content-encoding']),
      [undefined, undefined, 'gzip'],
    );
    assert.deepEqual(JSON.parse(gunzipSync(long.bytes).toString()), plain.body);
  });

  it('returns an empty list for a namespace that does not exist', async () => {
    const { status, body } = await client.get('/api/v1/namespaces/none/pods');
    assert.deepEqual([status, body.items], [200, []]);
  });

  it('selects by labels and fields', async () => {
    const list = async (query: string) => names((await client.get(`/api/v1/pods?${query}`)).body);
    assert.deepEqual(await list('labelSelector=odd%3Dtrue'), ['p1', 'p3', 'p5']);
    assert.deepEqual(await list('labelSelector=!odd'), ['d']);
    assert.deepEqual(await list('fieldSelector=spec.nodeName%3Dn2'), ['p2']);
    assert.deepEqual(await list('fieldSelector=metadata.namespace!%3Ddefault'), ['d']);
    assert.deepEqual(await list('fieldSelector=metadata.name%3Dp3,status.phase!%3DFailed'), ['p3']);
  });

  it('rejects a field that cannot be selected', async () => {
    const pods = await client.get('/api/v1/pods?fieldSelector=spec.foo%3D1');
    assert.deepEqual([pods.status, pods.body.message], [400, 'field label not supported: spec.foo']);
    const policies = await client.get('/apis/networking.k8s.io/v1/networkpolicies?fieldSelector=spec.foo%3D1');
    assert.match(policies.body.message, /"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"/);
  });

  it('returns all pages from the state of the first page, despite writes in between', async () => {
    const first = (await client.get(`${PODS}?limit=2`)).body;
    assert.deepEqual([names(first), first.metadata.remainingItemCount], [['p1', 'p2'], 3]);
    server.store.remove('pods', 'default/p3');
    server.store.seed([pod('p31'), pod('p0'), pod('p5', { labels: { changed: 'yes' } })]);
    const second = (await client.get(`${PODS}?limit=2&continue=${first.metadata.continue}`)).body;
    assert.deepEqual(names(second), ['p3', 'p4']);
    const third = (await client.get(`${PODS}?limit=2&continue=${second.metadata.continue}`)).body;
    assert.deepEqual([names(third), third.metadata.continue], [['p5'], undefined]);
    assert.deepEqual(third.items[0].metadata.labels, { odd: 'true' });
    assert.deepEqual(
      [first, second, third].map(({ metadata }) => metadata.resourceVersion),
      Array(3).fill(first.metadata.resourceVersion),
    );
  });

  it('returns the selected objects page by page', async () => {
    const first = (await client.get(`${PODS}?limit=2&labelSelector=odd%3Dtrue`)).body;
    assert.deepEqual([names(first), 'remainingItemCount' in first.metadata], [['p1', 'p3'], false]);
    const second = (await client.get(`${PODS}?limit=2&labelSelector=odd%3Dtrue&continue=${first.metadata.continue}`)).body;
    assert.deepEqual([names(second), second.metadata.continue], [['p5'], undefined]);
  });

  it('ends paging with 410 after compaction and offers an inconsistent continuation', async () => {
    const first = (await client.get(`${PODS}?limit=2`)).body;
    server.store.seed([pod('p0')]);
    server.faults.compact();
    const { status, body } = await client.get(`${PODS}?limit=2&continue=${first.metadata.continue}`);
    assert.deepEqual([status, body.reason, body.code], [410, 'Expired', 410]);
    const rest = (await client.get(`${PODS}?continue=${body.metadata.continue}`)).body;
    assert.deepEqual([names(rest), rest.metadata.resourceVersion], [['p3', 'p4', 'p5'], String(server.store.revision)]);
  });

  it('has no pages at resourceVersion 0, like the watch cache', async () => {
    const { body } = await client.get(`${PODS}?limit=2&resourceVersion=0`);
    assert.deepEqual([body.items.length, body.metadata.continue], [5, undefined]);
  });

  it('returns exactly the version on request, and otherwise at least that version', async () => {
    const before = server.store.revision;
    server.store.seed([pod('p6')]);
    const count = async (query: string) => (await client.get(`${PODS}?resourceVersion=${before}${query}`)).body.items.length;
    assert.equal(await count('&resourceVersionMatch=Exact'), 5);
    assert.equal(await count('&limit=100'), 5);
    assert.equal(await count('&resourceVersionMatch=NotOlderThan'), 6);
    assert.equal(await count(''), 6);
    server.faults.compact();
    assert.equal((await client.get(`${PODS}?resourceVersion=${before}&resourceVersionMatch=Exact`)).status, 410);
  });

  it('returns 504 for a version that the server has not reached', async () => {
    const { status, body } = await client.get(`${PODS}?resourceVersion=${server.store.revision + 1}`);
    assert.deepEqual([status, body.reason, body.details.causes[0].reason], [504, 'Timeout', 'ResourceVersionTooLarge']);
  });

  it('rejects invalid combinations of parameters', async () => {
    const first = (await client.get(`${PODS}?limit=2`)).body;
    for (const [query, code] of [
      ['resourceVersionMatch=Exact', 422],
      ['resourceVersion=0&resourceVersionMatch=Exact', 422],
      ['resourceVersion=1&resourceVersionMatch=Newest', 422],
      ['sendInitialEvents=true&resourceVersionMatch=NotOlderThan', 422],
      ['watch=1&resourceVersion=1&resourceVersionMatch=NotOlderThan', 422],
      ['watch=1&sendInitialEvents=true', 422],
      ['resourceVersion=x', 400],
      ['continue=nonsense', 400],
      [`resourceVersion=5&continue=${first.metadata.continue}`, 400],
    ] as const) {
      assert.deepEqual([query, (await client.get(`${PODS}?${query}`)).status], [query, code]);
    }
  });
});
