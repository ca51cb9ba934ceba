import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { needs } from '../needs.ts';
import { Kubectl, rows } from '../simulator/kube/kubectl.ts';
import { PLAIN, startKubeServer } from './start.ts';

/** Each test continues from the state of the previous one. */
describe('kube-server/kubectl installs', () => {
  const OBJECTS = [
    'namespace/agents',
    'serviceaccount/agent',
    'configmap/agent',
    'service/agent',
    'daemonset.apps/agent',
    'job.batch/cleanup',
    'podmonitor.monitoring.coreos.com/agent',
    'prometheusrule.monitoring.coreos.com/agent',
    'servicemonitor.monitoring.coreos.com/agent',
    'validatingadmissionpolicy.admissionregistration.k8s.io/windows',
    'validatingadmissionpolicybinding.admissionregistration.k8s.io/windows',
  ];
  let server: KubeServer;
  let kubectl: Kubectl;
  /** A folder with a kustomization of all objects. */
  let folder: string;

  before(async function () {
    needs(this, 'kubectl');
    server = await startKubeServer();
    kubectl = await Kubectl.create(server.kubeconfig());
    folder = await mkdtemp(join(tmpdir(), 'installation-'));
    await cp(new URL('fixtures/installation.yaml', import.meta.url), join(folder, 'installation.yaml'));
    await kustomize();
  });
  after(async () => {
    await server?.close();
    await kubectl?.remove();
    if (folder) await rm(folder, { recursive: true });
  });

  const kustomize = (more: object = {}) =>
    writeFile(join(folder, 'kustomization.yaml'), JSON.stringify({ resources: ['installation.yaml'], ...more }));
  /** kubectl's result for each object, sorted by object. */
  const apply = async (options = '') => {
    const { code, out, err } = await kubectl.run(['apply', ...options.split(' ').filter(word => word !== ''), '-k', folder]);
    // Standard error would have warnings, for instance of unknown fields.
    assert.deepEqual([code, err], [0, '']);
    return out.trim().split('\n').sort();
  };
  const all = (what: string) => OBJECTS.map(name => `${name} ${what}`).sort();

  it('an object of each kind, unchanged by the next apply', async () => {
    assert.deepEqual(await apply(), all('created'));
    assert.deepEqual(await apply(), all('unchanged'));
  });

  it('by server-side apply, then again by client-side apply', async () => {
    assert.deepEqual(await apply('--server-side --force-conflicts'), all('serverside-applied'));
    assert.deepEqual(await apply('--server-side'), all('serverside-applied'));
    assert.deepEqual(await apply(), all('unchanged'));
  });

  it('without differences, and prints the diff of a change', async () => {
    assert.equal((await kubectl.run(['diff', '-k', folder])).code, 0);
    const change = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'agent:1.1' }];
    await kustomize({ patches: [{ target: { kind: 'DaemonSet' }, patch: JSON.stringify(change) }] });
    const { code, out } = await kubectl.run(['diff', '-k', folder]);
    assert.equal(code, 1, out);
    assert.match(out, /-\s+image: registry\.example\.com\/agent:1\.0\.0\n\+\s+image: agent:1\.1/);
  });

  it('a new image, which is a new generation of the daemon set', async () => {
    const changed = (await apply()).filter(line => !line.endsWith(' unchanged'));
    assert.deepEqual(changed, ['daemonset.apps/agent configured']);
    const { metadata, spec } = server.store.get('daemonsets', 'agents/agent')!;
    assert.deepEqual([metadata.generation, spec.template.spec.containers[0].image], [2, 'agent:1.1']);
    assert.match(
      await kubectl.fails('set image job/cleanup cleanup=x:2 -n agents'),
      /spec\.template: Invalid value: .*field is immutable/s,
    );
  });

  const table = async (what: string, ...columns: number[]) => {
    const [row] = rows(await kubectl.succeeds(`get ${what} --no-headers`));
    return columns.map(column => row![column]);
  };

  it('objects that get shows', async () => {
    assert.deepEqual(await table('daemonset agent -n agents', 0, 1, 6), ['agent', '0', 'kubernetes.io/os=windows']);
    assert.deepEqual(await table('job cleanup -n agents', 0, 1, 2), ['cleanup', 'Running', '0/3']);
    assert.deepEqual(await table('service agent -n agents', 0, 1, 2, 4), ['agent', 'ClusterIP', 'None', '9464/TCP']);
    assert.deepEqual(await table('configmap agent -n agents', 0, 1), ['agent', '1']);
    assert.deepEqual(await table('validatingadmissionpolicy windows', 0, 1, 2), ['windows', '1', '<unset>']);
    assert.deepEqual(await table('validatingadmissionpolicybinding windows', 0, 1, 2), ['windows', 'windows', '<unset>']);
    assert.deepEqual(await table('pmon,smon,promrule -n agents', 0), ['podmonitor.monitoring.coreos.com/agent']);
  });

  it('objects that describe shows', async () => {
    const described = async (what: string) => kubectl.succeeds(`describe ${what}`);
    const daemonSet = await described('daemonset agent -n agents');
    assert.match(daemonSet, /Liveness: +http-get http:\/\/:metrics\/healthz delay=0s timeout=1s period=10s/);
    assert.match(daemonSet, /NODE_NAME: +\(v1:spec\.nodeName\)/);
    assert.match(await described('job cleanup -n agents'), /Selector: +batch\.kubernetes\.io\/controller-uid=[-0-9a-f]{36}/);
    assert.match(await described('service agent -n agents'), /Port: +metrics {2}9464\/TCP/);
    assert.match(await described('configmap agent -n agents'), /agent\.yaml:\n----\nmetricsAddress/);
    assert.match(await described('validatingadmissionpolicy windows'), /Message Expression: +'SCTP in '/);
    assert.match(await described('prometheusrule agent -n agents'), /Alert: +AgentDown/);
    assert.match(await kubectl.succeeds('explain daemonset.spec.template.spec.securityContext.windowsOptions'), /hostProcess\s+<boolean>/);
  });

  it('a config map without a manifest, by protobuf', async () => {
    await kubectl.succeeds('create configmap other --from-literal=a=b -n agents');
    assert.deepEqual(server.store.get('configmaps', 'agents/other')!.data, { a: 'b' });
  });

  it('and deletes all of it', async () => {
    // kubectl deletes the namespace first here, with its objects.
    const { code, err } = await kubectl.run(['delete', '-k', folder, '--ignore-not-found']);
    assert.equal(code, 0, err);
    for (const store of ['daemonsets', 'jobs', 'services', 'configmaps', 'validatingadmissionpolicies', 'podmonitors', 'prometheusrules']) {
      assert.deepEqual(server.store.list(store), [], store);
    }
    assert.equal(server.store.get('namespaces', 'agents'), undefined);
  });

  it('no custom resources without their definitions, and prints the reason', async () => {
    const bare = await startKubeServer({ extensions: PLAIN });
    const user = await Kubectl.create(bare.kubeconfig());
    const { code, err } = await user.run(['apply', '-k', folder]);
    await user.remove();
    await bare.close();
    assert.equal(code, 1);
    assert.match(err, /no matches for kind "PodMonitor" in version "monitoring\.coreos\.com\/v1"\nensure CRDs are installed first/);
    assert.equal(bare.store.list('daemonsets').length, 1);
  });
});
