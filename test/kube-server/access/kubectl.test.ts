import assert from 'node:assert/strict';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { needs } from '../../needs.ts';
import { Kubectl, rows } from '../../simulator/kube/kubectl.ts';
import { startKubeServer } from '../start.ts';

/** Each test continues from the state of the previous one. */
describe('kube-server/access/kubectl', () => {
  const AGENT = 'system:serviceaccount:kube-system:hns-policy-agent';
  let server: KubeServer;
  let admin: Kubectl;
  /** kubectl with the service account's token in its kubeconfig. */
  let agent: Kubectl;

  before(async function () {
    needs(this, 'kubectl');
    server = await startKubeServer();
    admin = await Kubectl.create(server.kubeconfig());
  });
  after(async () => {
    await server?.close();
    await admin?.remove();
    await agent?.remove();
  });

  const manifests = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: hns-policy-agent, namespace: kube-system }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: hns-policy-agent }
rules:
- { apiGroups: [""], resources: [pods, namespaces], verbs: [list, watch] }
- { apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [list, watch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: hns-policy-agent }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: hns-policy-agent }
subjects: [{ kind: ServiceAccount, name: hns-policy-agent, namespace: kube-system }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: kube-system }
rules: [{ apiGroups: [""], resources: [pods/log], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: reader, namespace: kube-system }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: ServiceAccount, name: hns-policy-agent }]
`;

  for (const how of ['apply', 'apply --server-side --force-conflicts'] as const) {
    it(`applies roles and bindings: ${how}`, async () => {
      const lines = (await admin.succeeds(`${how} -f -`, manifests)).trim().split('\n');
      assert.equal(lines.length, 5);
      for (const line of lines) assert.match(line, / (created|serverside-applied)$/);
      for (const line of (await admin.succeeds(`${how} -f -`, manifests)).trim().split('\n'))
        assert.match(line, / (unchanged|serverside-applied)$/);
    });
  }

  it('creates a token that identifies the service account', async () => {
    const token = await admin.succeeds('create token hns-policy-agent -n kube-system');
    agent = await Kubectl.create(server.kubeconfig().replace(/token: .*/, `token: ${token.trim()}`));
    assert.match(await agent.succeeds('auth whoami'), new RegExp(`Username +${AGENT}\n`));
    assert.match(await admin.fails('create token nobody -n kube-system'), /serviceaccounts "nobody" not found/);
  });

  it('allows the service account the requests of its role', async () => {
    assert.deepEqual(
      rows(await agent.succeeds('get namespaces --no-headers')).map(([name]) => name),
      ['default', 'kube-node-lease', 'kube-public', 'kube-system'],
    );
    assert.equal(await agent.succeeds('get networkpolicies -A -o name'), '');
  });

  it('forbids other requests with the message of a real server', async () => {
    assert.equal(
      await agent.fails('get nodes'),
      `Error from server (Forbidden): nodes is forbidden: User "${AGENT}" cannot list resource "nodes" in API group "" at the cluster scope\n`,
    );
    assert.equal(
      await agent.fails('delete pod server -n demo'),
      `Error from server (Forbidden): pods "server" is forbidden: User "${AGENT}" cannot delete resource "pods" in API group "" in the namespace "demo"\n`,
    );
  });

  it('prints the rights of the service account', async () => {
    const can = (kubectl: Kubectl, question: string) => kubectl.run(`auth can-i ${question}`.split(' '));
    for (const [question, yes] of [
      ['list pods', true],
      ['list pods -A', true],
      ['watch networkpolicies.networking.k8s.io -n demo', true],
      ['get pods', false],
      ['get pods --subresource=log -n kube-system', true],
      ['get pods --subresource=log -n demo', false],
      ['get /version', true],
      ['* *', false],
    ] as const) {
      const { code, out } = await can(agent, question);
      assert.deepEqual([question, code, out.trim()], [question, yes ? 0 : 1, yes ? 'yes' : 'no']);
    }
    assert.equal((await can(admin, '* *')).out, 'yes\n');
    assert.match(await agent.succeeds('auth can-i --list'), /networkpolicies\.networking\.k8s\.io +\[\] +\[\] +\[list watch\]/);
    assert.equal((await can(admin, `list nodes --as=${AGENT}`)).code, 1);
  });

  it('shows roles and bindings', async () => {
    const [, roleRef, , accounts] = rows(await admin.succeeds('get clusterrolebinding hns-policy-agent -o wide --no-headers'))[0]!;
    assert.deepEqual([roleRef, accounts], ['ClusterRole/hns-policy-agent', 'kube-system/hns-policy-agent']);
    assert.match(
      await admin.succeeds('describe clusterrole hns-policy-agent'),
      /networkpolicies\.networking\.k8s\.io +\[\] +\[\] +\[list watch\]/,
    );
    assert.match(await admin.succeeds('describe rolebinding reader -n kube-system'), /ServiceAccount +hns-policy-agent/);
    assert.match(await admin.succeeds('describe serviceaccount hns-policy-agent -n kube-system'), /Name: +hns-policy-agent/);
    assert.match(await admin.succeeds('explain clusterrole.rules'), /apiGroups\s+<\[\]string>/);
  });

  it('creates roles and bindings without manifests, by protobuf', async () => {
    await admin.succeeds('create role r --verb=get,list --resource=pods,pods/log -n kube-system');
    await admin.succeeds('create clusterrole c --verb=get --non-resource-url=/simulator/*');
    await admin.succeeds('create rolebinding r --role=r --user=bob --group=dev --serviceaccount=kube-system:default -n kube-system');
    await admin.succeeds('create clusterrolebinding c --clusterrole=c --user=bob');
    const { metadata, ...role } = server.store.get('roles', 'kube-system/r')!;
    assert.deepEqual(role.rules, [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] }]);
    assert.equal((await admin.run('auth can-i get /simulator/connect --as=bob'.split(' '))).out, 'yes\n');
    assert.deepEqual(server.store.get('rolebindings', 'kube-system/r')!.subjects, [
      { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'bob' },
      { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'dev' },
      { kind: 'ServiceAccount', name: 'default', namespace: 'kube-system' },
    ]);
  });

  it('does not change the role of a binding', async () => {
    const changed = manifests.replace('kind: Role, name: reader', 'kind: ClusterRole, name: view');
    assert.match(await admin.fails('apply -f -', changed), /The RoleBinding "reader" is invalid: roleRef: .*cannot change roleRef/);
  });

  it('removes the rights, and the token with its account', async () => {
    assert.match(await admin.succeeds('delete clusterrolebinding hns-policy-agent'), /"hns-policy-agent" deleted/);
    assert.match(await agent.fails('get pods -A'), /Forbidden/);
    await admin.succeeds('delete serviceaccount hns-policy-agent -n kube-system');
    assert.match(await agent.fails('get pods -A'), /Unauthorized|must be logged in/);
  });
});
