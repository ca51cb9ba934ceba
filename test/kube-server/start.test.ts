import assert from 'node:assert/strict';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { Client } from '../simulator/kube/client.ts';
import { startKubeServer } from './start.ts';

describe('kube-server', () => {
  let server: KubeServer;
  let client: Client;

  before(async () => {
    server = await startKubeServer();
    client = new Client(server);
  });
  after(async () => {
    client.close();
    await server.close();
  });

  it('lists the kinds of its extensions and the built-in kinds', async () => {
    const groups = (await client.get('/apis')).body.groups.map(
      ({ preferredVersion }: { preferredVersion: { groupVersion: string } }) => preferredVersion.groupVersion,
    );
    assert.deepEqual(groups.toSorted(), [
      'admissionregistration.k8s.io/v1',
      'apps/v1',
      'authentication.k8s.io/v1',
      'authorization.k8s.io/v1',
      'batch/v1',
      'events.k8s.io/v1',
      'monitoring.coreos.com/v1',
      'networking.k8s.io/v1',
      'policy.networking.k8s.io/v1beta1',
      'rbac.authorization.k8s.io/v1',
    ]);
    const { resources } = (await client.get('/api/v1')).body;
    const names = resources.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, [
      'namespaces',
      'namespaces/status',
      'nodes',
      'nodes/status',
      'pods',
      'pods/status',
      'events',
      'serviceaccounts',
      'serviceaccounts/token',
      'configmaps',
      'services',
      'services/status',
    ]);
    const token = resources.find(({ name }: { name: string }) => name === 'serviceaccounts/token');
    assert.deepEqual([token.group, token.kind, token.verbs], ['authentication.k8s.io', 'TokenRequest', ['create']]);
  });

  it('publishes them in OpenAPI', async () => {
    const { paths } = (await client.get('/openapi/v3')).body;
    const document = (await client.get(paths['apis/rbac.authorization.k8s.io/v1'].serverRelativeURL)).body;
    assert.ok(document.paths['/apis/rbac.authorization.k8s.io/v1/clusterroles'].post);
    const { rules } = document.components.schemas['io.k8s.api.v1.ClusterRole'].properties;
    assert.deepEqual(rules.items, { $ref: '#/components/schemas/io.k8s.api.v1.PolicyRule' });
    assert.ok((await client.get('/openapi/v2')).body.definitions['io.k8s.api.v1.PodMonitor']);
  });
});
