import assert from 'node:assert/strict';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client, type Json } from './client.ts';
import { PODS, POLICIES, pod, policy } from './objects.ts';

describe('simulator/kube/managed-fields', () => {
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

  const managers = (object: Json) =>
    object.metadata.managedFields.map(({ manager, operation, subresource, fieldsV1 }: Json) => [manager, operation, subresource, fieldsV1]);

  it('records the fields of a create, without those of the server', async () => {
    const { body } = await client.post(`${POLICIES}?fieldManager=t`, policy('p', { podSelector: { matchLabels: { app: 'web' } } }));
    const spec = { 'f:podSelector': { 'f:matchLabels': { 'f:app': {} } }, 'f:policyTypes': {} };
    assert.deepEqual(managers(body), [['t', 'Update', undefined, { 'f:spec': spec }]]);
  });

  it('gives a changed field to the manager that changed it', async () => {
    const sent = pod('p', { labels: { a: '1', b: '1' } });
    await client.post(`${PODS}?fieldManager=one`, sent);
    await client.patch(`${PODS}/p?fieldManager=two`, 'merge', { metadata: { labels: { b: '2' } } });
    const { body } = await client.patch(`${PODS}/p/status?fieldManager=kubelet`, 'merge', { status: { phase: 'Running' } });
    const [one, two, kubelet] = managers(body);
    assert.deepEqual(one[3]['f:metadata'], { 'f:labels': { 'f:a': {} } });
    assert.deepEqual(two, ['two', 'Update', undefined, { 'f:metadata': { 'f:labels': { 'f:b': {} } } }]);
    assert.deepEqual(kubelet, ['kubelet', 'Update', 'status', { 'f:status': { 'f:phase': {} } }]);
  });

  it('names a manager without a field manager by its user agent', async () => {
    const { body } = await client.call('POST', PODS, { body: pod('p'), headers: { 'user-agent': 'kubectl/v1.36.3 (linux)' } });
    assert.equal(body.metadata.managedFields[0].manager, 'kubectl');
  });

  it('adds a controller and a kubelet to seeded objects', async () => {
    server.store.seed([pod('p', { status: { phase: 'Running' } })]);
    const { body } = await client.get(`${PODS}/p`);
    assert.deepEqual(
      managers(body).map(([manager, , subresource]: Json) => [manager, subresource]),
      [
        ['kube-controller-manager', undefined],
        ['kubelet', 'status'],
      ],
    );
  });

  it('of a running pod are the controller’s and the kubelet’s, and almost half of its size', async () => {
    server.kubelet.join({ name: 'n1', os: 'linux', addresses: ['10.0.0.4'], podAddresses: '10.0.1.2' });
    const containers = [{ name: 'app', image: 'example/app', ports: [{ containerPort: 80 }] }];
    await client.post(`${PODS}?fieldManager=kube-controller-manager`, pod('p', { labels: { app: 'web' }, spec: { containers } }));
    const { body } = await client.get(`${PODS}/p`);
    assert.deepEqual(
      managers(body).map(([manager, , subresource]: Json) => [manager, subresource]),
      [
        ['kube-controller-manager', undefined],
        ['kubelet', 'status'],
      ],
    );
    const share = JSON.stringify(body.metadata.managedFields).length / JSON.stringify(body).length;
    assert.ok(share > 0.4 && share < 0.6, `${share}`);
  });

  it('do not name fields of a seeded pod that the scheduler and admission plugins set', async () => {
    server.store.seed([pod('p', { spec: { nodeName: 'n', tolerations: [], priority: 0 } })]);
    const [controller] = managers((await client.get(`${PODS}/p`)).body);
    assert.deepEqual(Object.keys(controller[3]['f:spec']), ['f:containers']);
  });

  it('stays the same after a write without a change', async () => {
    const { body: before } = await client.post(`${POLICIES}?fieldManager=one`, policy('p', {}));
    const { body: after } = await client.call('PUT', `${POLICIES}/p?fieldManager=two`, { body: before });
    assert.deepEqual(after, before);
  });
});
