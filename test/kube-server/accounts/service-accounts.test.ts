import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client } from '../../simulator/kube/client.ts';
import { NAMESPACES, namespace, pod } from '../../simulator/kube/objects.ts';
import { account } from '../access/objects.ts';
import { startKubeServer } from '../start.ts';

describe('kube-server/accounts', () => {
  let server: KubeServer;
  let admin: Client;
  const ACCOUNTS = `${NAMESPACES}/demo/serviceaccounts`;

  beforeEach(async () => {
    server = await startKubeServer();
    server.store.seed([namespace('demo'), account('robot', 'demo')]);
    admin = new Client(server);
  });
  afterEach(async () => {
    sinon.restore();
    admin.close();
    await server.close();
  });

  const request = (spec: object = {}, name = 'robot') => admin.post(`${ACCOUNTS}/${name}/token`, { spec });
  /** The user that the server identifies by a token. Undefined for an invalid token. */
  const whoami = async (token: string) => {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const { status, body } = await admin.call('POST', path, { token, body: {} });
    return status === 401 ? undefined : body.status.userInfo;
  };

  it('are identified by their token, with the groups of all accounts and of their namespace', async () => {
    const { status, body } = await request();
    assert.equal(status, 201);
    assert.deepEqual([body.kind, body.apiVersion, body.metadata.name], ['TokenRequest', 'authentication.k8s.io/v1', 'robot']);
    const { uid } = server.store.get('serviceaccounts', 'demo/robot')!.metadata;
    assert.deepEqual(await whoami(body.status.token), {
      username: 'system:serviceaccount:demo:robot',
      uid,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:demo', 'system:authenticated'],
    });
  });

  it('have tokens and kubeconfigs without a TokenRequest', async () => {
    assert.equal((await whoami(server.token('system:serviceaccount:demo:robot'))).username, 'system:serviceaccount:demo:robot');
    const robot = new Client(server, 'system:serviceaccount:demo:default');
    assert.equal((await robot.get('/version')).status, 200);
    assert.equal(server.faults.requests.at(-1)!.user, 'system:serviceaccount:demo:default');
    robot.close();
    assert.throws(() => server.token('system:serviceaccount:demo:nobody'), /no service account demo\/nobody/);
    assert.throws(() => server.kubeconfig('system:serviceaccount:demo:nobody'), /no service account demo\/nobody/);
  });

  it('invalidate their tokens when they are deleted, even if a new account has the same name', async () => {
    const { token } = (await request()).body.status;
    await admin.call('DELETE', `${ACCOUNTS}/robot`);
    assert.equal(await whoami(token), undefined);
    await admin.post(ACCOUNTS, account('robot', 'demo'));
    assert.equal(await whoami(token), undefined);
    assert.notEqual(await whoami((await request()).body.status.token), undefined);
  });

  it('are deleted with their namespace', async () => {
    const { token } = (await request()).body.status;
    await admin.call('DELETE', `${NAMESPACES}/demo`);
    assert.equal(await whoami(token), undefined);
  });

  it('have tokens that expire after an hour or the requested time', async () => {
    const now = Date.now();
    const clock = sinon.useFakeTimers({ now, toFake: ['Date'] });
    const hour = (await request()).body;
    const short = (await request({ expirationSeconds: 600 })).body;
    assert.deepEqual(
      [hour.spec.expirationSeconds, Date.parse(hour.status.expirationTimestamp)],
      [3600, (Math.floor(now / 1000) + 3600) * 1000],
    );
    clock.setSystemTime(now + 599_999);
    assert.notEqual(await whoami(short.status.token), undefined);
    clock.setSystemTime(now + 600_000);
    assert.deepEqual(
      [await whoami(short.status.token), (await whoami(hour.status.token)).username],
      [undefined, 'system:serviceaccount:demo:robot'],
    );
    clock.setSystemTime(now + 3_600_000);
    assert.equal(await whoami(hour.status.token), undefined);
  });

  it('have tokens for other audiences, which this server rejects', async () => {
    assert.equal(await whoami((await request({ audiences: ['vault'] })).body.status.token), undefined);
    const both = await request({ audiences: ['vault', 'https://kubernetes.default.svc.cluster.local'] });
    assert.notEqual(await whoami(both.body.status.token), undefined);
  });

  it('have tokens that expire with the pod they are bound to', async () => {
    server.store.seed([pod('p', { namespace: 'demo', spec: { serviceAccountName: 'robot' } }), pod('q', { namespace: 'demo' })]);
    const bound = (name: string, more: object = {}) => request({ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, ...more } });
    const { token } = (await bound('p')).body.status;
    assert.notEqual(await whoami(token), undefined);
    server.store.remove('pods', 'demo/p');
    assert.equal(await whoami(token), undefined);
    assert.deepEqual([(await bound('p')).status, (await bound('q')).status], [404, 400]);
    assert.equal((await request({ boundObjectRef: { apiVersion: 'v1', kind: 'Node', name: 'n' } })).status, 400);
    server.store.seed([pod('p', { namespace: 'demo', spec: { serviceAccountName: 'robot' } })]);
    assert.equal((await bound('p', { uid: 'another' })).status, 409);
  });

  it('reject tokens with too short or too long lifetimes, and tokens for missing accounts', async () => {
    const { status, body } = await request({ expirationSeconds: 599 });
    assert.deepEqual([status, body.details.causes[0].field], [422, 'spec.expirationSeconds']);
    assert.match(body.message, /Invalid value: 599: may not specify a duration less than 10 minutes/);
    assert.equal((await request({ expirationSeconds: 2 ** 32 + 1 })).status, 422);
    const missing = await request({}, 'nobody');
    assert.deepEqual([missing.status, missing.body.message], [404, 'serviceaccounts "nobody" not found']);
    assert.equal((await admin.get(`${ACCOUNTS}/robot/token`)).status, 405);
  });

  it('exist in every new namespace with the name default', () => {
    const all = server.store.list('serviceaccounts').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    assert.deepEqual(all, [
      'default/default',
      'demo/default',
      'demo/robot',
      'kube-node-lease/default',
      'kube-public/default',
      'kube-system/default',
    ]);
  });

  describe('review their rights', () => {
    const ASK = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    let robot: Client;
    beforeEach(() => {
      robot = new Client(server, 'system:serviceaccount:demo:robot');
    });
    afterEach(() => robot.close());

    it('by attributes: allowed, with the reason, or not', async () => {
      const ask = async (client: Client, spec: object) => (await client.post(ASK, { spec })).body.status;
      assert.deepEqual(await ask(robot, { nonResourceAttributes: { path: '/version', verb: 'get' } }), {
        allowed: true,
        reason: 'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
      });
      const list = { resourceAttributes: { verb: 'list', resource: 'pods', namespace: '', name: '' } };
      assert.deepEqual([await ask(robot, list), await ask(admin, list)], [{ allowed: false }, { allowed: true }]);
    });

    it('by exactly one kind of attributes', async () => {
      for (const spec of [{}, { resourceAttributes: { verb: 'get' }, nonResourceAttributes: { verb: 'get' } }]) {
        assert.equal((await robot.post(ASK, { spec })).status, 422);
      }
    });

    it('by namespace, with all rules that apply there', async () => {
      const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
      const { resourceRules, nonResourceRules, incomplete } = (await robot.post(path, { spec: { namespace: 'demo' } })).body.status;
      assert.deepEqual(
        resourceRules.flatMap(({ resources }: { resources: string[] }) => resources),
        ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'],
      );
      assert.deepEqual([nonResourceRules.length, incomplete], [2, false]);
      assert.equal((await robot.post(path, { spec: {} })).status, 400);
    });
  });
});
