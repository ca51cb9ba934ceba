import assert from 'node:assert/strict';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { jsonPatch } from '../../kube-server/json-patch.ts';
import { Client } from './client.ts';
import { PODS, POLICIES, pod, policy } from './objects.ts';

describe('simulator/kube/patch', () => {
  let server: KubeServer;
  let client: Client;

  beforeEach(async () => {
    server = await KubeServer.start({ extensions: [jsonPatch] });
    client = new Client(server);
    await client.post(POLICIES, policy('p', { podSelector: { matchLabels: { app: 'web', tier: 'a' } }, ingress: [{}] }));
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('merges JSON: null removes, lists are replaced', async () => {
    const spec = { podSelector: { matchLabels: { tier: null, env: 'x' } }, ingress: [{ ports: [{ port: 80 }] }] };
    const { body } = await client.patch(`${POLICIES}/p`, 'merge', { spec });
    assert.deepEqual(body.spec, {
      podSelector: { matchLabels: { app: 'web', env: 'x' } },
      ingress: [{ ports: [{ port: 80, protocol: 'TCP' }] }],
      policyTypes: ['Ingress'],
    });
    assert.equal(body.metadata.generation, 2);
  });

  it('applies JSON patches, all operations or none', async () => {
    const { body } = await client.patch(`${POLICIES}/p`, 'json', [
      { op: 'test', path: '/spec/podSelector/matchLabels/app', value: 'web' },
      { op: 'remove', path: '/spec/ingress' },
      { op: 'add', path: '/metadata/labels', value: { 'a/b': 'c' } },
      { op: 'replace', path: '/metadata/labels/a~1b', value: 'd' },
    ]);
    assert.deepEqual([body.spec.ingress, body.metadata.labels], [undefined, { 'a/b': 'd' }]);
    const failed = await client.patch(`${POLICIES}/p`, 'json', [
      { op: 'remove', path: '/metadata/labels' },
      { op: 'test', path: '/spec/podSelector/matchLabels/app', value: 'db' },
    ]);
    assert.deepEqual([failed.status, failed.body.reason], [422, 'Invalid']);
    assert.deepEqual((await client.get(`${POLICIES}/p`)).body, body);
  });

  it('merges strategically: rules of a NetworkPolicy have no key, so they are replaced', async () => {
    const { body } = await client.patch(`${POLICIES}/p`, 'strategic-merge', { spec: { ingress: [{ ports: [{ port: 81 }] }] } });
    assert.deepEqual(body.spec.ingress, [{ ports: [{ port: 81, protocol: 'TCP' }] }]);
    assert.deepEqual(body.spec.podSelector, { matchLabels: { app: 'web', tier: 'a' } });
  });

  it('merges strategically: containers by their names', async () => {
    await client.post(PODS, pod('p', { spec: { containers: [1, 2].map(n => ({ name: `c${n}`, image: `i:${n}` })) } }));
    const { body } = await client.patch(`${PODS}/p`, 'strategic-merge', { spec: { containers: [{ name: 'c2', image: 'i:3' }] } });
    assert.deepEqual(
      body.spec.containers.map(({ image }: { image: string }) => image),
      ['i:1', 'i:3'],
    );
  });

  it('honours a resourceVersion in the patch, and validates the outcome', async () => {
    const stale = await client.patch(`${POLICIES}/p`, 'merge', { metadata: { resourceVersion: '1' } });
    assert.equal(stale.status, 409);
    const invalid = await client.patch(`${POLICIES}/p`, 'merge', { spec: { policyTypes: ['In'] } });
    assert.deepEqual([invalid.status, invalid.body.details.causes[0].field], [422, 'spec.policyTypes[0]']);
    assert.equal((await client.patch(`${POLICIES}/q`, 'merge', {})).status, 404);
    assert.equal((await client.patch(`${POLICIES}/p`, 'merge', [])).status, 400);
  });

  describe('server-side apply', () => {
    const rules = (port: number) => policy('new', { podSelector: {}, ingress: [{ ports: [{ port }] }] });

    it('creates, changes, and removes what the same manager no longer applies', async () => {
      const path = `${POLICIES}/new`;
      const created = await client.apply(path, 'me', rules(80));
      assert.equal(created.status, 201);
      assert.equal((await client.apply(path, 'me', rules(81))).body.spec.ingress[0].ports[0].port, 81);
      const { status, body } = await client.apply(path, 'me', policy('new', { podSelector: {} }));
      assert.deepEqual([status, body.spec.ingress], [200, undefined]);
      assert.deepEqual(body.metadata.managedFields[0].fieldsV1, { 'f:spec': { 'f:podSelector': {} } });
    });

    it('keeps the object if the same configuration is applied again', async () => {
      await client.apply(`${POLICIES}/new`, 'me', rules(80));
      const { revision } = server.store;
      assert.equal((await client.apply(`${POLICIES}/new`, 'me', rules(80))).status, 200);
      assert.equal(server.store.revision, revision);
    });

    it('returns 409 if another manager applied another value, unless forced', async () => {
      const path = `${POLICIES}/new`;
      await client.apply(path, 'me', rules(80));
      const { status, body } = await client.apply(path, 'you', rules(81));
      assert.equal(status, 409);
      assert.equal(body.message, 'Apply failed with 1 conflict: conflict with "me": .spec.ingress');
      assert.equal((await client.apply(path, 'you', rules(81), '&force=true')).body.spec.ingress[0].ports[0].port, 81);
      const gone = await client.apply(path, 'me', policy('new', {}));
      assert.equal(gone.body.spec.ingress[0].ports[0].port, 81);
    });

    it('keeps fields of other managers in maps and keyed lists', async () => {
      await client.post(PODS, pod('p', { labels: { theirs: '1' }, spec: { containers: [{ name: 'a', image: 'i:1' }] } }));
      const mine = pod('p', { labels: { mine: '1' }, spec: { containers: [{ name: 'a', image: 'i:2' }] } });
      const { body } = await client.apply(`${PODS}/p`, 'me', mine);
      assert.deepEqual([body.metadata.labels, body.spec.containers[0].image], [{ theirs: '1', mine: '1' }, 'i:2']);
      const less = await client.apply(`${PODS}/p`, 'me', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } });
      assert.deepEqual(less.body.metadata.labels, { theirs: '1' });
    });

    it('needs a field manager', async () => {
      assert.equal((await client.apply(`${POLICIES}/new`, '', rules(80))).status, 422);
    });

    it('rejects unknown fields when strict', async () => {
      const { status } = await client.apply(`${POLICIES}/new`, 'me', policy('new', { x: 1 }), '&fieldValidation=Strict');
      assert.equal(status, 400);
    });
  });
});
