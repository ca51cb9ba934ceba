import assert from 'node:assert/strict';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { serviceAccounts } from '../../kube-server/accounts/service-accounts.ts';
import { Client } from './client.ts';
import { NAMESPACES, namespace, PODS, POLICIES, pod, policy } from './objects.ts';

describe('simulator/kube/write', () => {
  let server: KubeServer;
  let client: Client;

  beforeEach(async () => {
    server = await KubeServer.start({ extensions: [serviceAccounts] });
    client = new Client(server);
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  describe('create', () => {
    it('sets uid, creationTimestamp and resourceVersion, and ignores those of the client', async () => {
      const sent = policy('p', {});
      Object.assign(sent.metadata, {
        uid: 'mine',
        creationTimestamp: '2001-01-01T00:00:00Z',
        generation: 7,
        deletionTimestamp: '2001-01-01T00:00:00Z',
      });
      const { status, body } = await client.post(POLICIES, sent);
      assert.equal(status, 201);
      assert.match(body.metadata.uid, /^[0-9a-f-]{36}$/);
      assert.notEqual(body.metadata.creationTimestamp, '2001-01-01T00:00:00Z');
      assert.deepEqual([body.metadata.resourceVersion, body.metadata.generation], [String(server.store.revision), 1]);
      assert.equal(body.metadata.deletionTimestamp, undefined);
    });

    it('fills in kind, API version and namespace from the path, and rejects contradictions', async () => {
      const { body } = await client.post(POLICIES, { metadata: { name: 'p' } });
      assert.deepEqual([body.apiVersion, body.kind, body.metadata.namespace], ['networking.k8s.io/v1', 'NetworkPolicy', 'default']);
      assert.equal((await client.post(POLICIES, policy('p', {}, 'other'))).status, 400);
      assert.equal((await client.post(POLICIES, pod('p'))).status, 400);
      assert.equal((await client.post('/api/v1/pods', pod('p'))).status, 400);
    });

    it('returns 409 AlreadyExists for a taken name', async () => {
      await client.post(POLICIES, policy('p', {}));
      const { status, body } = await client.post(POLICIES, policy('p', {}));
      assert.equal(status, 409);
      assert.equal(body.message, 'networkpolicies.networking.k8s.io "p" already exists');
      assert.deepEqual(body.details, { name: 'p', group: 'networking.k8s.io', kind: 'networkpolicies' });
    });

    it('makes a name from generateName', async () => {
      const { body } = await client.post(POLICIES, { metadata: { generateName: 'web-' } });
      assert.match(body.metadata.name, /^web-[a-z0-9]{5}$/);
    });

    it('rejects a missing or terminating namespace', async () => {
      const missing = await client.post('/api/v1/namespaces/none/pods', pod('p', { namespace: 'none' }));
      assert.deepEqual([missing.status, missing.body.message], [404, 'namespaces "none" not found']);
      server.store.seed([namespace('demo'), pod('p', { namespace: 'demo', spec: { nodeName: 'n' } })]);
      await client.call('DELETE', `${NAMESPACES}/demo`);
      const ending = await client.post('/api/v1/namespaces/demo/pods', pod('q', { namespace: 'demo' }));
      assert.deepEqual([ending.status, ending.body.details.causes[0].reason], [403, 'NamespaceTerminating']);
    });

    it('returns the object of a dry run without storing it', async () => {
      const { status, body } = await client.post(`${POLICIES}?dryRun=All`, policy('p', {}));
      assert.deepEqual([status, body.spec.policyTypes], [201, ['Ingress']]);
      assert.equal((await client.get(`${POLICIES}/p`)).status, 404);
      assert.equal((await client.post(`${POLICIES}?dryRun=Some`, policy('p', {}))).status, 400);
    });

    it('defaults a pod as the API server does and starts it as pending', async () => {
      const ports = [{ containerPort: 80 }];
      const { body } = await client.post(PODS, pod('p', { spec: { containers: [{ name: 'main', image: 'nginx', ports }] } }));
      const { spec, status } = body;
      assert.deepEqual([spec.restartPolicy, spec.dnsPolicy, spec.serviceAccountName], ['Always', 'ClusterFirst', 'default']);
      assert.deepEqual(
        [spec.containers[0].imagePullPolicy, spec.containers[0].ports],
        ['Always', [{ containerPort: 80, protocol: 'TCP' }]],
      );
      assert.deepEqual(status, { phase: 'Pending', qosClass: 'BestEffort' });
    });

    it('keeps the name label of a namespace, and creates its service account', async () => {
      const { body } = await client.post(NAMESPACES, namespace('demo', { 'kubernetes.io/metadata.name': 'other', team: 'a' }));
      assert.deepEqual(body.metadata.labels, { 'kubernetes.io/metadata.name': 'demo', team: 'a' });
      assert.deepEqual([body.status.phase, body.spec.finalizers], ['Active', ['kubernetes']]);
      assert.equal((await client.get(`${NAMESPACES}/demo/serviceaccounts/default`)).status, 200);
      const stripped = await client.patch(`${NAMESPACES}/demo`, 'merge', { metadata: { labels: null } });
      assert.deepEqual(stripped.body.metadata.labels, { 'kubernetes.io/metadata.name': 'demo' });
    });
  });

  describe('field validation', () => {
    const typo = policy('p', { ingress: [{ form: [], ports: [{ port: 80, prot: 'TCP' }] }], podselector: {} });

    it('rejects unknown fields by name when strict', async () => {
      const { status, body } = await client.post(`${POLICIES}?fieldValidation=Strict`, typo);
      assert.equal(status, 400);
      assert.equal(
        body.message,
        'NetworkPolicy in version "v1" cannot be handled as a NetworkPolicy: strict decoding error: unknown field "spec.ingress[0].form", ' +
          'unknown field "spec.ingress[0].ports[0].prot", unknown field "spec.podselector"',
      );
    });

    it('otherwise drops them with a warning, or without one on request', async () => {
      const warned = await client.post(POLICIES, typo);
      assert.match(String(warned.headers.warning), /299 - "unknown field \\"spec.ingress\[0\].form\\""/);
      assert.deepEqual(warned.body.spec.ingress, [{ ports: [{ port: 80, protocol: 'TCP' }] }]);
      const silent = await client.call('PUT', `${POLICIES}/p?fieldValidation=Ignore`, { body: typo });
      assert.deepEqual([silent.status, silent.headers.warning], [200, undefined]);
    });

    it('names unknown fields of a patch and of a pod too', async () => {
      await client.post(POLICIES, policy('p', {}));
      const patch = { body: { spec: { egres: [] } }, type: 'application/merge-patch+json' };
      const patched = await client.call('PATCH', `${POLICIES}/p?fieldValidation=Strict`, patch);
      assert.equal(patched.status, 422);
      assert.match(patched.body.message, /strict decoding error: unknown field "spec.egres"/);
      const { body } = await client.post(
        `${PODS}?fieldValidation=Strict`,
        pod('p', { spec: { containers: [{ name: 'm', image: 'i', port: 1 }] } }),
      );
      assert.match(body.message, /unknown field "spec.containers\[0\].port"/);
    });

    it('rejects JSON of the wrong type', async () => {
      for (const [spec, problem] of [
        [
          { ingress: {} },
          /cannot unmarshal object into Go struct field NetworkPolicySpec.spec.ingress of type \[\]v1.NetworkPolicyIngressRule/,
        ],
        [{ podSelector: [] }, /cannot unmarshal array into Go struct field NetworkPolicySpec.spec.podSelector of type v1.LabelSelector/],
        [
          { podSelector: { matchLabels: { a: 1 } } },
          /cannot unmarshal number into Go struct field LabelSelector.spec.podSelector.matchLabels of type string/,
        ],
        [{ ingress: [{ ports: [{ port: 80, endPort: '90' }] }] }, /NetworkPolicyPort.spec.ingress.ports.endPort of type int32/],
        [{ ingress: [{ ports: [{ port: true }] }] }, /cannot unmarshal bool/],
      ] as const) {
        const { status, body } = await client.post(POLICIES, policy('p', spec));
        assert.equal(status, 400);
        assert.match(body.message, problem);
      }
    });
  });

  describe('update', () => {
    it('returns 409 Conflict for a resourceVersion that is not the newest', async () => {
      const { body: old } = await client.post(POLICIES, policy('p', {}));
      const changed = { ...old, spec: { ...old.spec, policyTypes: ['Egress'] } };
      const first = await client.call('PUT', `${POLICIES}/p`, { body: changed });
      assert.deepEqual([first.status, first.body.metadata.generation], [200, 2]);
      const second = await client.call('PUT', `${POLICIES}/p`, { body: changed });
      assert.deepEqual([second.status, second.body.reason], [409, 'Conflict']);
      assert.match(
        second.body.message,
        /^Operation cannot be fulfilled on networkpolicies.networking.k8s.io "p": the object has been modified/,
      );
    });

    it('accepts a missing resourceVersion, and ignores a write without a change', async () => {
      const { body: old } = await client.post(POLICIES, policy('p', {}));
      const { body } = await client.call('PUT', `${POLICIES}/p`, { body: policy('p', {}) });
      assert.deepEqual(body, old);
      assert.equal(server.store.revision, Number(old.metadata.resourceVersion));
    });

    it('rejects another name or uid, and returns 404 for a missing object', async () => {
      await client.post(POLICIES, policy('p', {}));
      assert.equal((await client.call('PUT', `${POLICIES}/p`, { body: policy('q', {}) })).status, 400);
      const other = policy('p', {});
      other.metadata.uid = 'other';
      assert.equal((await client.call('PUT', `${POLICIES}/p`, { body: other })).status, 409);
      assert.equal((await client.call('PUT', `${POLICIES}/q`, { body: policy('q', {}) })).status, 404);
    });

    it('keeps the status on a write to the object and the spec on a write to the status', async () => {
      await client.post(PODS, pod('p', { spec: { nodeName: 'elsewhere' } }));
      const running = await client.patch(`${PODS}/p/status`, 'merge', { spec: { nodeName: 'x' }, status: { phase: 'Running' } });
      assert.deepEqual([running.body.spec.nodeName, running.body.status.phase], ['elsewhere', 'Running']);
      const labelled = await client.patch(`${PODS}/p`, 'merge', { metadata: { labels: { a: 'b' } }, status: { phase: 'Failed' } });
      assert.deepEqual([labelled.body.metadata.labels, labelled.body.status.phase], [{ a: 'b' }, 'Running']);
      assert.equal((await client.get(`${PODS}/p/status`)).body.status.phase, 'Running');
    });

    it('accepts labels on a seeded object that the API would reject', async () => {
      server.store.seed([
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bare', namespace: 'default' }, spec: { nodeName: 'elsewhere' } },
      ]);
      const { status, body } = await client.patch(`${PODS}/bare`, 'strategic-merge', { metadata: { labels: { a: 'b' } } });
      assert.deepEqual([status, body.metadata.labels], [200, { a: 'b' }]);
    });
  });

  describe('delete', () => {
    it('returns a Status that names the deleted object', async () => {
      const { body: old } = await client.post(POLICIES, policy('p', {}));
      const { status, body } = await client.call('DELETE', `${POLICIES}/p`, { body: { propagationPolicy: 'Background' } });
      assert.deepEqual([status, body.status], [200, 'Success']);
      assert.deepEqual(body.details, { name: 'p', group: 'networking.k8s.io', kind: 'networkpolicies', uid: old.metadata.uid });
      assert.equal((await client.get(`${POLICIES}/p`)).status, 404);
      assert.equal((await client.call('DELETE', `${POLICIES}/p`)).status, 404);
    });

    it('honours preconditions and dry runs', async () => {
      await client.post(POLICIES, policy('p', {}));
      const { status, body } = await client.call('DELETE', `${POLICIES}/p`, { body: { preconditions: { uid: 'other' } } });
      assert.deepEqual([status, body.reason], [409, 'Conflict']);
      assert.equal((await client.call('DELETE', `${POLICIES}/p?dryRun=All`)).status, 200);
      assert.equal((await client.get(`${POLICIES}/p`)).status, 200);
    });

    it('waits for finalizers', async () => {
      const sent = policy('p', {});
      sent.metadata.finalizers = ['example.com/wait'];
      await client.post(POLICIES, sent);
      const { body } = await client.call('DELETE', `${POLICIES}/p`);
      assert.deepEqual([body.kind, typeof body.metadata.deletionTimestamp], ['NetworkPolicy', 'string']);
      await client.patch(`${POLICIES}/p`, 'merge', { metadata: { finalizers: null } });
      assert.equal((await client.get(`${POLICIES}/p`)).status, 404);
    });

    it('deletes a collection by its selectors', async () => {
      server.store.seed([pod('a', { labels: { x: '1' } }), pod('b', { labels: { x: '2' } })]);
      const { body } = await client.call('DELETE', `${PODS}?labelSelector=x%3D1`);
      assert.deepEqual([body.kind, body.items.length], ['PodList', 1]);
      assert.equal((await client.get(PODS)).body.items[0].metadata.name, 'b');
    });

    it('removes a namespace with all its objects', async () => {
      server.store.seed([namespace('demo'), pod('p', { namespace: 'demo' }), policy('n', {}, 'demo'), pod('p')]);
      const { body } = await client.call('DELETE', `${NAMESPACES}/demo`);
      assert.equal(body.status.phase, 'Terminating');
      assert.equal((await client.get(`${NAMESPACES}/demo`)).status, 404);
      assert.deepEqual([server.store.list('pods').length, server.store.list('networkpolicies').length], [1, 0]);
    });

    it('keeps a namespace until its last pod has ended', async () => {
      server.store.seed([namespace('demo'), pod('p', { namespace: 'demo', spec: { nodeName: 'n' } })]);
      await client.call('DELETE', `${NAMESPACES}/demo`);
      assert.equal((await client.get(`${NAMESPACES}/demo`)).body.status.phase, 'Terminating');
      assert.equal((await client.call('DELETE', `${NAMESPACES}/demo`)).status, 409);
      await client.call('DELETE', `${NAMESPACES}/demo/pods/p?gracePeriodSeconds=0`);
      assert.equal((await client.get(`${NAMESPACES}/demo`)).status, 404);
    });

    it('rejects deletion of the initial namespaces', async () => {
      assert.equal((await client.call('DELETE', `${NAMESPACES}/default`)).status, 403);
    });
  });
});
