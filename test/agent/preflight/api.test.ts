/** The rows that need the API server. */
import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { readConfig } from '../../../src/agent/config-sources.ts';
import { enginePods } from '../../../src/agent/preflight/engine-pods.ts';
import { permissionsFinding, permissionsOf, type Send } from '../../../src/agent/preflight/permissions.ts';
import { ApiConnection } from '../../../src/kube/watch/connection.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { only, render, renderWith } from '../../deploy/kustomize.ts';
import { startKubeServer } from '../../kube-server/start.ts';
import { needs } from '../../needs.ts';

const NODE = 'win1';
const AGENT = 'system:serviceaccount:kube-system:hns-policy-agent';
const ACCESS = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const configOf = (flags: object = {}) => readConfig({ flags: { nodeName: NODE, ...flags } });
const SECURE = { secureMetricsAddress: '0.0.0.0:9465', secureMetricsCertFile: 'cert.pem', secureMetricsKeyFile: 'key.pem' };

/** Lines of the form `verb resource.group` that the manifests grant to the agent. */
function granted(objects: readonly KubeObject[]): string[] {
  const roles = objects.filter(({ kind, metadata }) => /^(Cluster)?Role$/.test(kind) && metadata.name?.startsWith('hns-policy-agent'));
  return roles
    .flatMap(({ rules }) => rules as { apiGroups?: string[]; resources?: string[]; verbs: string[] }[])
    .flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap(group => resources.flatMap(resource => verbs.map(verb => `${verb} ${group}/${resource}`))),
    )
    .sort();
}
const needed = (flags: object = {}) =>
  permissionsOf(configOf(flags))
    .map(({ verb, group, resource }) => `${verb} ${group}/${resource}`)
    .sort();

describe('agent/preflight: permissions', () => {
  let kube: KubeServer;
  let connection: ApiConnection;
  let objects: KubeObject[];
  const send: Send = request => connection.json(request);
  const finding = (flags: object = {}) => permissionsFinding(permissionsOf(configOf(flags)), send);

  before(async function () {
    needs(this, 'kubectl');
    objects = render('overlays/generic');
    kube = await startKubeServer();
    kube.store.seed(objects.filter(({ kind }) => ACCESS.includes(kind)));
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kube.kubeconfig(AGENT));
    connection = new ApiConnection(kubeConfig);
  });
  after(async () => {
    connection?.close();
    await kube?.close();
  });

  it('are those of the roles in deploy', () => {
    assert.deepEqual(needed(), granted(objects));
    assert.deepEqual(needed({ startupTaint: true }), granted(renderWith('generic', 'startup-taint')));
  });

  it('of the secure metrics are those of the component', () => {
    const more = needed(SECURE).filter(line => !needed().includes(line));
    const role = renderWith('generic', 'secure-metrics').find(({ metadata }) => metadata.name === 'hns-policy-agent-metrics-access');
    assert.deepEqual(more, granted([role!]));
  });

  it('all granted is ok', async () => {
    assert.deepEqual(await finding(), { result: 'ok', detail: `all ${needed().length} permissions are granted` });
  });

  it('a missing permission that only one setting needs is a warning', async () => {
    const { result, detail } = await finding({ startupTaint: true });
    assert.deepEqual([result, detail], ['warning', 'not granted: patch nodes']);
  });

  it('a permission without which no policy is enforced is failed, with the fix', async () => {
    const role = structuredClone(only(objects, 'ClusterRole'));
    const rules = role.rules as { resources: string[] }[];
    kube.store.seed([{ ...role, rules: rules.filter(({ resources }) => !resources.includes('networkpolicies')) }]);
    const { result, detail } = await finding();
    assert.deepEqual(
      [result, detail],
      ['failed', 'not granted: list networkpolicies.networking.k8s.io, watch networkpolicies.networking.k8s.io'],
    );
    kube.store.seed([role]);
  });

  it('an API server that does not answer is failed', async () => {
    const { result, detail } = await permissionsFinding(permissionsOf(configOf()), async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.1:443');
    });
    assert.deepEqual([result, detail], ['failed', 'the API server cannot be asked: connect ECONNREFUSED 10.0.0.1:443']);
  });

  it('another answer than a review is unknown', async () => {
    assert.equal((await permissionsFinding(permissionsOf(configOf()), async () => ({ kind: 'Status' }))).result, 'unknown');
  });

  it('pods of other engines are found on this node only, in their namespaces only, and while they have not ended', async () => {
    const pod = (namespace: string, name: string, app: string, nodeName = NODE, phase = 'Running'): KubeObject => ({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, labels: { 'k8s-app': app } } },
      ...{ spec: { nodeName, containers: [{ name: 'main', image: 'example/main' }] }, status: { phase } },
    });
    kube.store.seed([
      ...['calico-system', 'demo'].map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      pod('kube-system', 'npm', 'azure-npm'),
      pod('kube-system', 'npm-elsewhere', 'azure-npm', 'win2'),
      pod('kube-system', 'npm-ended', 'azure-npm', NODE, 'Failed'),
      pod('demo', 'pretends', 'azure-npm'),
      pod('calico-system', 'felix', 'calico-node-windows'),
      pod('kube-system', 'other', 'other'),
    ]);
    assert.deepEqual(
      await enginePods(NODE, send),
      new Map([
        ['calico', ['calico-system/felix']],
        ['azure-npm', ['kube-system/npm']],
      ]),
    );
  });

  it('an API server that lists no pods is a problem', async () => {
    assert.deepEqual(await enginePods(NODE, async () => ({})), { problem: 'the answer is no list of pods' });
  });
});
