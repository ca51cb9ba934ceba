import assert from 'node:assert/strict';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { serviceAccounts } from '../../kube-server/accounts/service-accounts.ts';
import { jsonPatch } from '../../kube-server/json-patch.ts';
import { needs } from '../../needs.ts';
import { Kubectl, rows } from './kubectl.ts';

/** Each test continues from the state of the previous one. */
describe('simulator/kube/kubectl', () => {
  let server: KubeServer;
  let kubectl: Kubectl;

  before(async function () {
    needs(this, 'kubectl');
    server = await KubeServer.start({
      extensions: [serviceAccounts, jsonPatch],
      nodes: [
        { name: 'akswin22000001', os: 'windows', addresses: ['10.224.0.10'], podAddresses: '10.224.0.72' },
        { name: 'akslinux1', os: 'linux', addresses: ['10.224.0.4'], podAddresses: '10.224.1.10' },
      ],
    });
    kubectl = await Kubectl.create(server.kubeconfig());
  });
  after(async () => {
    await server?.close();
    await kubectl?.remove();
  });

  const run = (command: string, input?: string) => kubectl.succeeds(command, input);
  const fails = (command: string, input?: string) => kubectl.fails(command, input);

  const manifest = (port: number | string, extra = '') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: demo-policy, namespace: demo }
spec:
  podSelector: { matchLabels: { app: server } }
  ingress:
  - from: [{ podSelector: { matchLabels: { app: client } } }]
    ports: [{ port: ${port}, protocol: TCP }]
${extra}`;

  it('finds the version and the kinds', async () => {
    assert.match(await run('version'), /Server Version: v1\.36\./);
    const kinds = rows(await run('api-resources --no-headers --api-group=networking.k8s.io'));
    assert.deepEqual(kinds, [['networkpolicies', 'netpol', 'networking.k8s.io/v1', 'true', 'NetworkPolicy']]);
  });

  it('creates a namespace and a service account, by protobuf', async () => {
    assert.equal(await run('create namespace demo'), 'namespace/demo created\n');
    assert.equal(await run('create serviceaccount robot -n demo'), 'serviceaccount/robot created\n');
    assert.match(await fails('create namespace demo'), /AlreadyExists.*namespaces "demo" already exists/);
    assert.match(await fails('create namespace Demo'), /metadata.name: Invalid value: "Demo"/);
  });

  it('runs pods, one of them on a given node', async () => {
    const { code, err } = await kubectl.run([
      ...'run server -n demo --image=nginx --labels=app=server --port=80 --overrides'.split(' '),
      '{"spec":{"nodeName":"akswin22000001"}}',
    ]);
    assert.equal(code, 0, err);
    await run('run client -n demo --image=busybox');
    assert.equal(
      await run('wait --for=condition=Ready pod/server pod/client -n demo --timeout=10s'),
      'pod/server condition met\npod/client condition met\n',
    );
  });

  it('gets pods, wide and of all namespaces', async () => {
    const [header, ...pods] = rows(await run('get pod -o wide -A'));
    assert.deepEqual(header!.slice(0, 5), ['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS']);
    assert.deepEqual(
      pods.map(([namespace, name, ready, status, , , ip, node]) => [namespace, name, ready, status, ip, node]),
      [
        ['demo', 'client', '1/1', 'Running', '10.224.1.10', 'akslinux1'],
        ['demo', 'server', '1/1', 'Running', '10.224.0.72', 'akswin22000001'],
      ],
    );
    assert.equal(await run('get pod -n demo -l app=server -o jsonpath={.items[0].status.podIP}'), '10.224.0.72');
    assert.match(await fails('get pod nobody -n demo'), /Error from server \(NotFound\): pods "nobody" not found/);
  });

  it('gets and describes nodes', async () => {
    const nodes = rows(await run('get nodes -o wide --no-headers'));
    assert.deepEqual(
      nodes.map(([name, status, , , , internal]) => [name, status, internal]),
      [
        ['akslinux1', 'Ready', '10.224.0.4'],
        ['akswin22000001', 'Ready', '10.224.0.10'],
      ],
    );
    const described = await run('describe node akswin22000001');
    assert.match(described, /InternalIP:\s+10\.224\.0\.10/);
    assert.match(described, /Non-terminated Pods:\s+\(1 in total\)/);
  });

  it('describes a pod', async () => {
    const described = await run('describe pod server -n demo');
    assert.match(described, /Node:\s+akswin22000001\/10\.224\.0\.10/);
    assert.match(described, /IP:\s+10\.224\.0\.72/);
    assert.match(described, /Ready\s+True/);
  });

  it('applies a policy: created, unchanged, and with a diff configured', async () => {
    assert.equal(await run('apply -f -', manifest(80)), 'networkpolicy.networking.k8s.io/demo-policy created\n');
    assert.equal(await run('apply -f -', manifest(80)), 'networkpolicy.networking.k8s.io/demo-policy unchanged\n');
    const { code, out } = await kubectl.run(['diff', '-f', '-'], manifest(81));
    assert.equal(code, 1);
    assert.match(out, /-\s+- port: 80\n\+\s+- port: 81/);
    assert.equal(await run('apply -f -', manifest(81)), 'networkpolicy.networking.k8s.io/demo-policy configured\n');
    assert.equal(await run('get netpol demo-policy -n demo -o jsonpath={.spec.ingress[0].ports[0].port}'), '81');
  });

  it('removes a rule that the manifest no longer has, and keeps the first policyTypes', async () => {
    await run('apply -f -', manifest(81, '  egress: [{}]\n'));
    await run('apply -f -', manifest(81));
    const spec = JSON.parse(await run('get netpol demo-policy -n demo -o jsonpath={.spec}'));
    assert.deepEqual([spec.egress, spec.policyTypes], [undefined, ['Ingress']]);
  });

  it('lists and describes policies', async () => {
    const [name, selector] = rows(await run('get netpol -n demo --no-headers'))[0]!;
    assert.deepEqual([name, selector], ['demo-policy', 'app=server']);
    const described = await run('describe netpol demo-policy -n demo');
    assert.match(described, /To Port: 81\/TCP\n\s+From:\n\s+PodSelector: app=client/);
  });

  it('prints the field of a policy that the server rejects', async () => {
    const invalid = await fails('apply -f -', manifest(0));
    assert.match(
      invalid,
      /The NetworkPolicy "demo-policy" is invalid: spec\.ingress\[0\]\.ports\[0\]\.port: Invalid value: 0: must be between 1 and 65535, inclusive/,
    );
    const unknown = await fails('create -f -', manifest(80).replace('from:', 'form:'));
    assert.match(unknown, /strict decoding error: unknown field "spec\.ingress\[0\]\.form"/);
  });

  it('applies on the server side', async () => {
    assert.match(await run('apply --server-side -f -', manifest(82)), /demo-policy serverside-applied/);
    assert.equal(await run('get netpol demo-policy -n demo -o jsonpath={.spec.ingress[0].ports[0].port}'), '82');
    const { err } = await kubectl.run(['apply', '--server-side', '--field-manager=other', '-f', '-'], manifest(83));
    assert.match(err, /conflict with "kubectl".*: \.spec\.ingress/s);
  });

  it('labels and annotates: adds, keeps, overwrites, removes', async () => {
    await run('label pod client -n demo app=client');
    assert.match(await fails('label pod client -n demo app=other'), /already has a value/);
    await run('label pod client -n demo app=other --overwrite');
    assert.equal(await run('get pod client -n demo -o jsonpath={.metadata.labels.app}'), 'other');
    await run('label pod client -n demo app-');
    assert.equal(await run('get pod client -n demo -o jsonpath={.metadata.labels}'), '{"run":"client"}');
    await run('annotate pod client -n demo note=this');
    assert.equal(await run('get pod client -n demo -o jsonpath={.metadata.annotations.note}'), 'this');
  });

  it('patches and replaces', async () => {
    await run('patch pod client -n demo -p {"metadata":{"labels":{"x":"1"}}}');
    await run('patch pod client -n demo --type=json -p [{"op":"remove","path":"/metadata/labels/x"}]');
    assert.match(await run('replace -f -', manifest(80)), /demo-policy replaced/);
  });

  it('shows events', async () => {
    const uid = server.store.get('pods', 'demo/server')!.metadata.uid;
    const involvedObject = { apiVersion: 'v1', kind: 'Pod', namespace: 'demo', name: 'server', uid };
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e', namespace: 'demo' },
      involvedObject,
      reason: 'Odd',
      message: 'look',
      type: 'Warning',
    };
    await run('create -f -', JSON.stringify({ ...event, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z' }));
    const [, type, reason, object, message] = rows(await run('get events -n demo --no-headers'))[0]!;
    assert.deepEqual([type, reason, object, message], ['Warning', 'Odd', 'pod/server', 'look']);
    assert.match(await run('describe pod server -n demo'), /Warning\s+Odd\s+.*look/);
  });

  it('explains fields', async () => {
    assert.match(await run('explain networkpolicy.spec.ingress'), /from\s+<\[\]NetworkPolicyPeer>/);
  });

  it('deletes pods, policies and the namespace with its other objects', async () => {
    assert.match(await run('delete pod client -n demo'), /pod "client" deleted/);
    assert.match(await run('delete netpol --all -n demo'), /"demo-policy" deleted/);
    assert.match(await run('delete namespace demo'), /namespace "demo" deleted/);
    assert.deepEqual([server.store.list('pods'), server.store.get('namespaces', 'demo')], [[], undefined]);
    assert.match(await fails('delete pod nobody'), /NotFound/);
  });
});
