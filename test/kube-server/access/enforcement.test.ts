import assert from 'node:assert/strict';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client, type Json } from '../../simulator/kube/client.ts';
import { namespace, POLICIES, policy } from '../../simulator/kube/objects.ts';
import { startKubeServer } from '../start.ts';
import { account, binding, role } from './objects.ts';
import { usedRules } from './used-rules.ts';

const AGENT = 'system:serviceaccount:kube-system:agent';

describe('kube-server/access/enforcement', () => {
  let server: KubeServer;
  let admin: Client;
  let agent: Client;

  beforeEach(async () => {
    server = await startKubeServer({ tokens: { secret: 'admin', 'secret-b': { name: 'bob', groups: ['dev'] } } });
    server.store.seed([
      namespace('demo'),
      account('agent', 'kube-system'),
      role('agent', [
        { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
        { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create'] },
      ]),
      binding('agent', 'ClusterRole agent', ['ServiceAccount agent kube-system']),
    ]);
    admin = new Client(server);
    agent = new Client(server, AGENT);
  });
  afterEach(async () => {
    admin.close();
    agent.close();
    await server.close();
  });

  const event = (name: string, inNamespace: string, regarding: object) => ({
    metadata: { name, namespace: inNamespace },
    ...{ eventTime: '2026-01-02T03:04:05.123456Z', reportingController: 'example.com/agent', reportingInstance: 'n' },
    ...{ action: 'Look', reason: 'Odd', note: 'look', type: 'Warning', regarding },
  });

  it('allows a service account only the requests of its role', async () => {
    assert.equal((await agent.get('/api/v1/pods')).status, 200);
    const { status, body } = await agent.get('/api/v1/nodes');
    assert.equal(status, 403);
    assert.equal(body.message, `nodes is forbidden: User "${AGENT}" cannot list resource "nodes" in API group "" at the cluster scope`);
    assert.equal((await agent.post(POLICIES, policy('p', {}))).status, 403);
    assert.equal(server.store.get('networkpolicies', 'default/p'), undefined);
    await assert.rejects(agent.watch('/api/v1/namespaces'), /403/);
  });

  it('allows a request without credentials to read only health and version', async () => {
    const anonymous = { headers: { authorization: '' } };
    assert.equal((await agent.call('GET', '/version', anonymous)).status, 200);
    const { status, body } = await agent.call('GET', '/api/v1/pods', anonymous);
    assert.deepEqual([status, body.message.startsWith('pods is forbidden: User "system:anonymous"')], [403, true]);
    assert.equal((await agent.call('GET', '/version', { token: 'x' })).status, 401);
  });

  it('forbids the next request after the binding is deleted', async () => {
    await admin.call('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/agent');
    assert.equal((await agent.get('/api/v1/pods')).status, 403);
  });

  it('returns 403 instead of 404 for a forbidden object that does not exist', async () => {
    assert.equal((await agent.get('/apis/example.com/v1/widgets')).status, 403);
    assert.equal((await admin.get('/apis/example.com/v1/widgets')).status, 404);
  });

  it('does not treat a user with groups as an administrator', async () => {
    const bob = new Client(server, 'bob');
    assert.equal((await bob.get(POLICIES)).status, 403);
    assert.equal((await bob.get('/apis')).status, 200);
    server.store.seed([binding('dev', 'ClusterRole edit', ['Group dev'], 'default')]);
    assert.equal((await bob.post(POLICIES, policy('p', {}))).status, 201);
    assert.equal((await bob.get('/apis/networking.k8s.io/v1/networkpolicies')).status, 403);
    bob.close();
  });

  it('forbids an update or apply to create an object without the right to create', async () => {
    const rules = [
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['patch'] },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['update'] },
    ];
    server.store.seed([role('changer', rules, 'demo'), binding('changer', 'Role changer', [`ServiceAccount agent kube-system`], 'demo')]);
    const policies = '/apis/networking.k8s.io/v1/namespaces/demo/networkpolicies';
    const applied = await agent.apply(`${policies}/p`, 'agent', policy('p', {}, 'demo'));
    assert.equal(applied.status, 403);
    assert.match(
      applied.body.message,
      /^networkpolicies\.networking\.k8s\.io "p" is forbidden: .* cannot create resource "networkpolicies"/,
    );
    await admin.post(policies, policy('p', {}, 'demo'));
    assert.equal((await agent.apply(`${policies}/p`, 'agent', policy('p', {}, 'demo'))).status, 200);
    // The other binding grants the right to create events.
    const events = '/apis/events.k8s.io/v1/namespaces/demo/events';
    const body = event('e', 'demo', { kind: 'Pod', namespace: 'demo', name: 'p' });
    assert.equal((await agent.call('PUT', `${events}/e`, { body })).status, 201);
    await admin.call('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/agent');
    assert.equal((await agent.call('PUT', `${events}/f`, { body: { ...body, metadata: { name: 'f' } } })).status, 403);
  });

  it('accepts an Event about a node, which has no namespace, in the namespace default', async () => {
    const regarding = { kind: 'Node', apiVersion: 'v1', name: 'win1', uid: 'win1' };
    const place = (name: string) => `/apis/events.k8s.io/v1/namespaces/${name}/events`;
    assert.equal((await agent.post(place('default'), event('e', 'default', regarding))).status, 201);
    assert.equal((await agent.post(place('demo'), event('e', 'demo', regarding))).status, 422);
  });

  describe('impersonation', () => {
    const as = (user: string, path: string, headers: Record<string, string> = {}) =>
      admin.call('GET', path, { headers: { 'impersonate-user': user, ...headers } });

    it('has only the rights of the impersonated user', async () => {
      assert.equal((await as(AGENT, '/api/v1/pods')).status, 200);
      assert.equal((await as(AGENT, '/api/v1/nodes')).status, 403);
      assert.equal(server.faults.requests.at(-1)!.user, AGENT);
      server.store.seed([binding('dev', 'ClusterRole view', ['Group dev'], 'default')]);
      assert.equal((await as('carol', POLICIES)).status, 403);
      assert.equal((await as('carol', POLICIES, { 'impersonate-group': 'dev' })).status, 200);
    });

    it('needs the verb impersonate and a user', async () => {
      const refused = await agent.call('GET', '/api/v1/pods', { headers: { 'impersonate-user': 'admin' } });
      assert.equal(refused.status, 403);
      assert.equal(
        refused.body.message,
        `users "admin" is forbidden: User "${AGENT}" cannot impersonate resource "users" in API group "" at the cluster scope`,
      );
      server.store.seed([
        role('actor', [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'] }]),
        binding('actor', 'ClusterRole actor', ['ServiceAccount agent kube-system']),
      ]);
      const grouped = { 'impersonate-user': 'carol', 'impersonate-group': 'system:masters' };
      assert.equal((await agent.call('GET', '/api/v1/nodes', { headers: grouped })).status, 403);
      assert.equal((await admin.call('GET', '/api', { headers: { 'impersonate-group': 'dev' } })).status, 500);
    });
  });

  it('lists the rules that a user used, including forbidden requests', async () => {
    server.faults.forgetRequests();
    await agent.get('/api/v1/pods');
    (await agent.watch('/api/v1/pods')).stop();
    await agent.get('/api/v1/namespaces/demo/pods');
    await agent.get('/api/v1/nodes/win1/status');
    await agent.get('/apis/networking.k8s.io/v1/networkpolicies');
    await agent.get('/version');
    await admin.get('/api/v1/namespaces');
    assert.deepEqual(usedRules(server.faults.requests, AGENT), [
      { apiGroups: [''], resources: ['nodes/status'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list'] },
    ]);
    assert.deepEqual(usedRules(server.faults.requests, 'nobody'), []);
  });

  describe('roles and bindings', () => {
    const ROOT = '/apis/rbac.authorization.k8s.io/v1';
    const causes = (body: Json): string[] => (body.details?.causes ?? []).map(({ field, message }: Json) => `${field}: ${message}`);
    const RULE = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
    const GROUP = 'rbac.authorization.k8s.io';

    const refused: readonly [path: string, object: object, ...problems: string[]][] = [
      [
        '/clusterroles',
        { rules: [{ resources: ['pods'] }] },
        'rules[0].verbs: Required value: verbs must contain at least one value',
        'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
      ],
      [
        '/clusterroles',
        { rules: [RULE, { apiGroups: [''], verbs: ['get'] }] },
        'rules[1].resources: Required value: resource rules must supply at least one resource',
      ],
      [
        '/clusterroles',
        { rules: [{ ...RULE, nonResourceURLs: ['/x'] }] },
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      ],
      [
        '/namespaces/demo/roles',
        { rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] },
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
      ],
      [
        '/clusterrolebindings',
        { roleRef: { kind: 'Role', name: 'x' } },
        'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
      ],
      [
        '/namespaces/demo/rolebindings',
        { roleRef: { apiGroup: 'x', kind: 'Roll' } },
        'roleRef.apiGroup: Unsupported value: "x": supported values: "rbac.authorization.k8s.io"',
        'roleRef.kind: Unsupported value: "Roll": supported values: "Role", "ClusterRole"',
        'roleRef.name: Required value',
      ],
      [
        '/clusterrolebindings',
        {
          roleRef: { kind: 'ClusterRole', name: 'x' },
          subjects: [
            { kind: 'ServiceAccount', name: 'a' },
            { kind: 'ServiceAccount', name: 'a', namespace: 'demo', apiGroup: GROUP },
            { kind: 'User', name: 'u', apiGroup: 'v1' },
            { kind: 'Group' },
            { kind: 'Robot', name: 'r' },
          ],
        },
        'subjects[0].namespace: Required value',
        'subjects[1].apiGroup: Unsupported value: "rbac.authorization.k8s.io": supported values: ""',
        'subjects[2].apiGroup: Unsupported value: "v1": supported values: "rbac.authorization.k8s.io"',
        'subjects[3].name: Required value',
        'subjects[3].name: Invalid value: "": group name cannot be empty',
        'subjects[4].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
      ],
    ];
    for (const [path, object, ...problems] of refused) {
      it(`rejects ${path} with ${JSON.stringify(object)}`, async () => {
        const { status, body } = await admin.post(`${ROOT}${path}`, { metadata: { name: 'x' }, ...object });
        assert.deepEqual([status, causes(body)], [422, problems]);
      });
    }

    it('have names that only need to be a URL segment, and a default API group', async () => {
      const roleRef = { kind: 'ClusterRole', name: 'view' };
      const subjects = [
        { kind: 'User', name: 'bob' },
        { kind: 'ServiceAccount', name: 'a', namespace: 'demo' },
      ];
      const { status, body } = await admin.post(`${ROOT}/clusterrolebindings`, { metadata: { name: 'System:Odd' }, roleRef, subjects });
      assert.equal(status, 201);
      assert.deepEqual([body.roleRef.apiGroup, body.subjects[0].apiGroup, body.subjects[1].apiGroup], [GROUP, GROUP, undefined]);
      const bad = await admin.post(`${ROOT}/clusterroles`, { metadata: { name: 'a/b' } });
      assert.deepEqual(causes(bad.body), [`metadata.name: Invalid value: "a/b": may not contain '/'`]);
    });

    it('never change their role', async () => {
      const roleRef = { kind: 'ClusterRole', name: 'edit' };
      const { status, body } = await admin.patch(`${ROOT}/clusterrolebindings/agent`, 'merge', { roleRef });
      assert.equal(status, 422);
      assert.match(causes(body)[0]!, /^roleRef: Invalid value: .*: cannot change roleRef$/);
    });
  });
});
