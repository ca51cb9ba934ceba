import assert from 'node:assert/strict';
import { request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { ApiConnection } from '../../../src/kube/watch/connection.ts';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { PODS, pod } from '../../simulator/kube/objects.ts';

const BODY = { preconditions: { uid: 'another' } };

describe('kube/connection: the body of a DELETE', () => {
  let server: KubeServer;
  beforeEach(async () => {
    server = await KubeServer.start();
    server.store.seed([pod('p')]);
  });
  afterEach(() => server.close());

  it('without a length is ignored by the server, preconditions included', async () => {
    const headers = { authorization: `Bearer ${server.token('admin')}`, 'content-type': 'application/json' };
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const options = { method: 'DELETE', ca: server.ca, headers, agent: false } as const;
    const call = request(`${server.url}${PODS}/p`, options, response => resolve(response.resume().statusCode));
    call.on('error', reject).end(JSON.stringify(BODY));
    assert.equal(await promise, 200);
    assert.equal(server.store.get('pods', 'default/p'), undefined);
  });

  it('has a length, so the server checks its preconditions', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(server.kubeconfig());
    const connection = new ApiConnection(kubeConfig);
    const deletion = connection.json({ method: 'DELETE', path: `${PODS}/p`, body: BODY, patience: () => 20_000 });
    await assert.rejects(deletion, { name: 'ApiError', status: 409, reason: 'Conflict' });
    assert.ok(server.store.get('pods', 'default/p'));
    connection.close();
  });
});
