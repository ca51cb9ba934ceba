import assert from 'node:assert/strict';
import { type Attributes, attributesOf } from '../../../src/simulator/kube/attributes.ts';
import type { User } from '../../../src/simulator/kube/authentication.ts';
import { KINDS } from '../../../src/simulator/kube/kinds.ts';
import { StatusError } from '../../../src/simulator/kube/status.ts';
import { Store } from '../../../src/simulator/kube/store.ts';
import { accountUser } from '../accounts/service-account-tokens.ts';
import { authorize, demand } from './authorize.ts';
import { bootstrapRoles } from './bootstrap.ts';
import { binding, role } from './objects.ts';
import { rbac } from './rbac.ts';

describe('kube-server/access/authorize', () => {
  const USERS: Readonly<Record<string, User>> = {
    root: { name: 'root', groups: ['system:masters'] },
    bob: { name: 'bob', groups: ['dev', 'system:authenticated'] },
    carol: { name: 'carol', groups: ['system:authenticated'] },
    agent: accountUser('kube-system', 'agent'),
    other: accountUser('demo', 'agent'),
  };
  const store = new Store([...KINDS, ...rbac.kinds!]);
  store.seed([
    ...bootstrapRoles(),
    role('agent', [
      { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create'] },
      { nonResourceURLs: ['/simulator/*', '/exact'], verbs: ['get', 'post'] },
    ]),
    binding('agent', 'ClusterRole agent', ['ServiceAccount agent kube-system']),
    role('reader', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }], 'demo'),
    binding('reader', 'Role reader', ['User carol'], 'demo'),
    binding('viewer', 'ClusterRole view', ['Group dev', 'ServiceAccount agent'], 'demo'),
    role('one', [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], resourceNames: ['web'], verbs: ['*'] }], 'demo'),
    binding('one', 'Role one', ['User carol'], 'demo'),
    role('logs', [
      { apiGroups: ['*'], resources: ['*/status', 'pods/log'], verbs: ['get'] },
      { apiGroups: ['apps'], resources: ['*'], verbs: ['get'] },
    ]),
    binding('logs', 'ClusterRole logs', ['User carol']),
    binding('dangling', 'ClusterRole nobody-wrote', ['User dave']),
    binding('dangling', 'Role neither', ['User dave'], 'demo'),
  ]);

  const attributes = (request: string): Attributes => {
    const [method, url] = request.split(' ') as [string, string];
    const { pathname, searchParams } = new URL(url, 'https://x');
    return attributesOf(method, pathname, searchParams);
  };

  const cases: readonly [user: string, request: string, allowed: boolean][] = [
    // Members of system:masters may do everything, including requests without a rule.
    ['root', 'DELETE /api/v1/nodes/n', true],
    ['root', 'POST /anything', true],
    // A ClusterRole bound in the cluster grants its rules in every namespace.
    ['agent', 'GET /api/v1/pods', true],
    ['agent', 'GET /api/v1/pods?watch=1', true],
    ['agent', 'GET /api/v1/namespaces/demo/pods', true],
    ['agent', 'GET /api/v1/namespaces/demo/pods/server', false],
    ['agent', 'GET /api/v1/namespaces?watch=true', true],
    ['agent', 'GET /api/v1/nodes', false],
    ['agent', 'DELETE /api/v1/namespaces/demo/pods/server', false],
    ['agent', 'DELETE /api/v1/namespaces/demo/pods', false],
    ['agent', 'POST /apis/events.k8s.io/v1/namespaces/demo/events', true],
    ['agent', 'PUT /apis/events.k8s.io/v1/namespaces/demo/events/e', false],
    // A resource of another group with the same name is a different resource.
    ['agent', 'POST /api/v1/namespaces/demo/events', false],
    // A resource grants none of its subresources.
    ['agent', 'GET /api/v1/namespaces/demo/pods/server/log', false],
    // A path matches exactly. A star matches all paths below, but not the path before it.
    ['agent', 'POST /simulator/connect', true],
    ['agent', 'GET /simulator', false],
    ['agent', 'GET /exact', true],
    ['agent', 'GET /exact/', false],
    ['agent', 'DELETE /exact', false],
    // An account with the same name in another namespace is a different one. A subject without a namespace has that of the binding.
    ['other', 'GET /api/v1/pods', false],
    ['other', 'GET /api/v1/namespaces/demo/pods', true],
    ['other', 'GET /api/v1/namespaces/kube-system/pods', false],
    // A ClusterRole in a RoleBinding grants its rules only in that namespace, including the namespace itself.
    ['bob', 'GET /api/v1/namespaces/demo/pods', true],
    ['bob', 'GET /api/v1/namespaces/demo/pods/server/log', true],
    ['bob', 'GET /api/v1/namespaces/other/pods', false],
    ['bob', 'GET /api/v1/pods', false],
    ['bob', 'GET /api/v1/namespaces/demo', true],
    ['bob', 'GET /api/v1/namespaces', false],
    ['bob', 'GET /api/v1/namespaces/other', false],
    ['bob', 'POST /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies', false],
    // A Role.
    ['carol', 'GET /api/v1/namespaces/demo/pods/server', true],
    ['carol', 'GET /api/v1/namespaces/demo/pods', false],
    // resourceNames match only requests with that name, so a create or a list without a name is forbidden.
    ['carol', 'PATCH /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies/web', true],
    ['carol', 'DELETE /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies/db', false],
    ['carol', 'POST /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies', false],
    ['carol', 'GET /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies', false],
    ['carol', 'GET /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies?fieldSelector=metadata.name%3Dweb', true],
    ['carol', 'GET /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies?watch=1&fieldSelector=metadata.name%3Dweb', true],
    ['carol', 'GET /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies?fieldSelector=metadata.name%3Ddb', false],
    ['carol', 'GET /apis/networking.k8s.io/v1/namespaces/demo/networkpolicies?fieldSelector=metadata.name!%3Dweb', false],
    // Subresources match by name, by a star before the slash, or by a star for all resources of a group.
    ['carol', 'GET /api/v1/namespaces/other/pods/server/log', true],
    ['carol', 'GET /api/v1/nodes/n/status', true],
    ['carol', 'GET /api/v1/namespaces/demo/status', true],
    ['carol', 'GET /api/v1/nodes/n', false],
    ['carol', 'GET /apis/apps/v1/namespaces/other/daemonsets/d/scale', true],
    // Rights of all authenticated users.
    ['carol', 'GET /api', true],
    ['carol', 'GET /apis/apps/v1', true],
    ['carol', 'GET /openapi/v3/apis/apps/v1', true],
    ['carol', 'GET /version', true],
    ['carol', 'GET /healthz', true],
    ['carol', 'POST /version', false],
    ['carol', 'GET /metrics', false],
    ['carol', 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', true],
    // Unknown kinds and methods are forbidden like known ones.
    ['carol', 'GET /apis/example.com/v1/widgets', false],
    ['carol', 'OPTIONS /api/v1/namespaces/demo/pods', false],
  ];
  for (const [user, request, allowed] of cases) {
    it(`${allowed ? 'lets' : 'does not let'} ${user} ${request}`, () => {
      assert.equal(authorize(store, USERS[user]!, attributes(request)).allowed, allowed);
    });
  }

  it('returns the grant that allows a request', () => {
    const reason = (user: string, request: string) => authorize(store, USERS[user]!, attributes(request)).reason;
    assert.equal(
      reason('agent', 'GET /api/v1/pods'),
      'RBAC: allowed by ClusterRoleBinding "agent" of ClusterRole "agent" to ServiceAccount "agent/kube-system"',
    );
    assert.equal(
      reason('bob', 'GET /api/v1/namespaces/demo/pods'),
      'RBAC: allowed by RoleBinding "viewer/demo" of ClusterRole "view" to Group "dev"',
    );
  });

  it('uses roles and bindings as soon as they change', () => {
    const changing = new Store([...KINDS, ...rbac.kinds!]);
    const may = () => authorize(changing, USERS.bob!, attributes('GET /api/v1/pods')).allowed;
    changing.seed([binding('b', 'ClusterRole r', ['User bob'])]);
    assert.equal(may(), false);
    changing.seed([role('r', [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }])]);
    assert.equal(may(), true);
    changing.remove('clusterrolebindings', 'b');
    assert.equal(may(), false);
  });

  describe('forbids with the message of a real server', () => {
    const refusal = (user: User, request: string) => {
      try {
        demand(store, user, attributes(request));
      } catch (error) {
        assert.ok(error instanceof StatusError);
        return error.status;
      }
      assert.fail(`${request} is allowed`);
    };
    const x = accountUser('kube-system', 'x');

    it('for a resource in the whole cluster, with details', () => {
      assert.deepEqual(refusal(x, 'GET /api/v1/pods'), {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message:
          'pods is forbidden: User "system:serviceaccount:kube-system:x" cannot list resource "pods" in API group "" at the cluster scope',
        reason: 'Forbidden',
        details: { kind: 'pods' },
        code: 403,
      });
    });

    it('for a resource in a namespace, with name, group and subresource', () => {
      const { message, details } = refusal(x, 'PATCH /apis/apps/v1/namespaces/demo/daemonsets/a/status');
      assert.equal(
        message,
        'daemonsets.apps "a" is forbidden: User "system:serviceaccount:kube-system:x" cannot patch resource "daemonsets/status" in API group "apps" ' +
          'in the namespace "demo"',
      );
      assert.deepEqual(details, { name: 'a', group: 'apps', kind: 'daemonsets' });
    });

    it('for a namespace, which is inside itself', () => {
      assert.match(refusal(x, 'DELETE /api/v1/namespaces/demo').message!, /^namespaces "demo" is forbidden: .* in the namespace "demo"$/);
    });

    it('for a path', () => {
      const { message, details } = refusal(x, 'GET /metrics');
      assert.equal(message, 'forbidden: User "system:serviceaccount:kube-system:x" cannot get path "/metrics"');
      assert.deepEqual(details, {});
    });

    it('and names the roles that are missing', () => {
      const dave = { name: 'dave', groups: [] };
      assert.match(
        refusal(dave, 'GET /api/v1/pods').message!,
        /at the cluster scope: RBAC: clusterrole\.rbac\.authorization\.k8s\.io "nobody-wrote" not found$/,
      );
      assert.match(
        refusal(dave, 'GET /api/v1/namespaces/demo/pods').message!,
        /: RBAC: \[clusterrole\.rbac\.authorization\.k8s\.io "nobody-wrote" not found, role\.rbac\.authorization\.k8s\.io "neither" not found\]$/,
      );
    });
  });
});
