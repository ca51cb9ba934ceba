import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { CoreV1Api, KubeConfig, type V1Pod, Watch } from '@kubernetes/client-node';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { StatusError } from '../../../src/simulator/kube/status.ts';
import { Client } from './client.ts';
import { PODS, pod } from './objects.ts';

describe('simulator/kube/server', () => {
  let server: KubeServer;
  let client: Client;

  beforeEach(async () => {
    server = await KubeServer.start({ tokens: { 'secret-a': 'alice', 'secret-b': 'bob' } });
    client = new Client(server);
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('returns 401 for an unknown token', async () => {
    const { status, body } = await client.call('GET', '/api', { token: 'wrong' });
    assert.equal(status, 401);
    assert.deepEqual(body, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
  });

  it('returns 404 for unknown paths and kinds, and 405 for unsupported methods', async () => {
    for (const path of ['/api/v1/secrets', '/api/v1/pods/server', '/api/v1/nodes/n/log']) {
      const { status, body } = await client.get(path);
      assert.deepEqual([path, status, body.reason], [path, 404, 'NotFound']);
    }
    for (const path of ['/nothing', '/apis/policy/v1', '/api/v2/pods']) {
      const { status, headers, body } = await client.get(path);
      assert.deepEqual([path, status, headers['content-type'], body], [path, 404, 'text/plain; charset=utf-8', '404 page not found\n']);
    }
    assert.equal((await client.call('PUT', PODS, { body: {} })).status, 405);
    assert.equal((await client.post(`${PODS}/server`, {})).status, 405);
    assert.equal((await client.call('DELETE', '/api/v1/namespaces')).status, 405);
  });

  it('lists its groups, versions and kinds', async () => {
    assert.deepEqual((await client.get('/api')).body.versions, ['v1']);
    const groups = (await client.get('/apis')).body.groups.map(
      ({ preferredVersion }: { preferredVersion: { groupVersion: string } }) => preferredVersion.groupVersion,
    );
    assert.deepEqual(groups, ['events.k8s.io/v1', 'networking.k8s.io/v1']);
    assert.equal((await client.get('/apis/networking.k8s.io')).body.name, 'networking.k8s.io');
    const { resources } = (await client.get('/api/v1')).body;
    const names = resources.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, ['namespaces', 'namespaces/status', 'nodes', 'nodes/status', 'pods', 'pods/status', 'events']);
    assert.equal((await client.get('/version')).body.minor, '36');
    assert.equal((await client.get('/readyz')).status, 200);
  });

  it('publishes each kind in OpenAPI with the parameters and patch kinds that kubectl looks for', async () => {
    const { paths } = (await client.get('/openapi/v3')).body;
    for (const path of ['api/v1', 'apis/events.k8s.io/v1']) assert.ok(paths[path], path);
    const document = (await client.get(paths['apis/networking.k8s.io/v1'].serverRelativeURL)).body;
    const { patch } = document.paths['/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies/{name}'];
    assert.ok(patch.parameters.some(({ name }: { name: string }) => name === 'fieldValidation'));
    assert.ok(patch.requestBody.content['application/strategic-merge-patch+json']);
    const { ports } = document.components.schemas['io.k8s.api.v1.NetworkPolicyIngressRule'].properties;
    assert.deepEqual(ports.items, { $ref: '#/components/schemas/io.k8s.api.v1.NetworkPolicyPort' });
    assert.ok((await client.get('/openapi/v2')).body.definitions['io.k8s.api.v1.Pod']);
  });

  it('skips unsupported media types, and returns an error if none is left', async () => {
    const list = await client.get(PODS, 'application/vnd.kubernetes.protobuf,application/json');
    assert.equal(list.body.kind, 'PodList');
    const groups = await client.get('/apis', 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json');
    assert.equal(groups.body.kind, 'APIGroupList');
    assert.equal((await client.get(PODS, 'application/vnd.kubernetes.protobuf')).status, 406);
    assert.equal((await client.call('POST', PODS, { body: 'x', type: 'application/cbor' })).status, 415);
    assert.equal((await client.call('PATCH', `${PODS}/x`, { body: '{}' })).status, 415);
    assert.equal((await client.patch(`${PODS}/x`, 'json', [])).status, 415);
    assert.equal((await client.call('POST', PODS, { body: '{"kind":' })).status, 400);
  });

  it('serves metadata only where a client asks for it', async () => {
    server.store.seed([pod('server')]);
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const { body } = await client.get(PODS, accept);
    assert.equal(body.kind, 'PartialObjectMetadataList');
    assert.deepEqual(Object.keys(body.items[0]), ['kind', 'apiVersion', 'metadata']);
  });

  it('reads YAML bodies', async () => {
    const body = 'metadata: { name: yaml }\nspec:\n  containers: [{ name: main, image: nginx }]\n';
    const created = await client.call('POST', PODS, { body, type: 'application/yaml' });
    assert.deepEqual([created.status, created.body.metadata.name], [201, 'yaml']);
  });

  it('passes authenticated and parsed requests below a mounted prefix to its handler', async () => {
    server.mount('/simulator', ({ method, path, query, user, body }) => ({
      status: 202,
      body: { method, path, x: query.get('x'), user, body },
    }));
    const answer = await client.post('/simulator/connect?x=1', { from: 'a' });
    assert.equal(answer.status, 202);
    assert.deepEqual(answer.body, { method: 'POST', path: '/simulator/connect', x: '1', user: 'alice', body: { from: 'a' } });
    assert.equal((await client.call('POST', '/simulator/connect', { token: 'wrong' })).status, 401);
    assert.equal((await client.get('/simulators')).status, 404);
  });

  it('returns errors of a mounted handler as a Status', async () => {
    server.mount('/simulator', ({ path }) => {
      throw path.endsWith('bug') ? new Error('oh') : new StatusError(409, 'Conflict', 'busy');
    });
    assert.deepEqual((await client.get('/simulator/bug')).body.code, 500);
    assert.deepEqual((await client.get('/simulator')).body.message, 'busy');
  });

  it('identifies each user by the token of the kubeconfig', async () => {
    const bob = new Client(server, 'bob');
    await bob.get(PODS);
    bob.close();
    assert.deepEqual(
      server.faults.requests.map(({ user, verb, resource, namespace }) => [user, verb, resource, namespace]),
      [['bob', 'list', 'pods', 'default']],
    );
    assert.throws(() => server.kubeconfig('mallory'), /no token for user mallory/);
  });

  it('serves the Kubernetes client library: typed calls and watches', async () => {
    const config = new KubeConfig();
    config.loadFromString(server.kubeconfig());
    const api = config.makeApiClient(CoreV1Api);
    await api.createNamespacedPod({ namespace: 'default', body: pod('server') as unknown as V1Pod });
    const { items } = await api.listPodForAllNamespaces();
    assert.deepEqual(
      items.map(({ metadata }) => metadata?.name),
      ['server'],
    );
    await assert.rejects(api.readNamespacedPod({ namespace: 'default', name: 'none' }), { code: 404 });
    const seen = await new Promise<string>((resolve, reject) => {
      const stop = new Watch(config).watch(
        '/api/v1/pods',
        {},
        (type, object) => {
          resolve(`${type} ${object.metadata.name}`);
          stop.then(controller => controller.abort(), reject);
        },
        () => {},
      );
      stop.catch(reject);
    });
    assert.equal(seen, 'ADDED server');
  });

  it('closes all connections: watches, idle and half-open ones', async () => {
    const other = await KubeServer.start();
    const user = new Client(other);
    const events = await user.watch('/api/v1/pods');
    const silent = connect(Number(new URL(other.url).port), '127.0.0.1');
    await new Promise(resolve => silent.once('connect', resolve));
    const ended = new Promise(resolve => silent.once('close', resolve));
    silent.on('error', () => {});
    await other.close();
    assert.equal(await events.next(), undefined);
    await ended;
    user.close();
  });
});
