/** The whole agent with ClusterNetworkPolicies of an API server. */
import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { type Agent, startAgent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../src/simulator/cri/in-process-client.ts';
import { Fabric, packet } from '../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { KubeServer } from '../../src/simulator/kube/server.ts';
import { eventually } from '../kube/watch/eventually.ts';
import { clusterPolicies } from '../kube-server/cluster-policies/cluster-policies.ts';
import { recordingLog } from './recording-log.ts';

const NODE = 'win1';
const SERVER = '10.0.1.2';
const OUTSIDE = '203.0.113.9';

function clusterPolicy(name: string, spec: object): KubeObject {
  return {
    apiVersion: 'policy.networking.k8s.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name },
    spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ...spec },
  } as KubeObject;
}

describe('agent with ClusterNetworkPolicies', () => {
  let kube: KubeServer;
  let agent: Agent;
  let hns: SimulatedHns;
  const { log, lines } = recordingLog();

  beforeEach(async () => {
    hns = new SimulatedHns({ name: NODE });
    const network = hns.addNetwork({ name: 'azure' });
    const cni = {
      addEndpoint: ({ addresses }: { readonly addresses: readonly string[] }) => {
        const namespace = hns.addNamespace();
        return { id: hns.addEndpoint({ network, ips: addresses, namespace }), namespace };
      },
      removeEndpoint: (id: string) => hns.removeEndpoint(id),
    };
    const containerd = new SimulatedContainerd();
    kube = await KubeServer.start({
      extensions: [clusterPolicies('v1alpha2')],
      nodes: [{ name: NODE, os: 'windows', addresses: ['10.0.0.4'], podAddresses: SERVER, hns: cni, containerd }],
    });
    kube.store.seed([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } },
      {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'server', namespace: 'demo' } },
        spec: { nodeName: NODE, containers: [{ name: 'main', image: 'example/main' }] },
      },
    ]);
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kube.kubeconfig());
    const config = readConfig({ flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: '10.0.0.4' } });
    agent = await startAgent({ config, kubeConfig, transport: hns.transport(), enforces: true, cri: () => inProcessCri(containerd), log });
    await eventually(() => agent.status().state === 'healthy', 'healthy');
  });
  afterEach(async () => {
    await agent?.stop(0);
    await kube?.close();
  });

  function reaches(address: string, port: number): boolean {
    return new Fabric([hns]).connect(packet(SERVER, address, port)).allowed;
  }

  function put(policy: KubeObject): void {
    kube.store.seed([{ ...policy, apiVersion: 'policy.networking.k8s.io/v1alpha2' }]);
  }

  it('enforces a Deny, and stops when the policy is deleted', async () => {
    assert.equal(reaches(OUTSIDE, 443), true);
    const protocols = [{ tcp: { destinationPort: { number: 443 } } }];
    put(clusterPolicy('no-outside', { egress: [{ action: 'Deny', to: [{ networks: ['203.0.113.0/24'] }], protocols }] }));
    await eventually(() => !reaches(OUTSIDE, 443), 'blocked');
    assert.equal(reaches(OUTSIDE, 80), true);
    kube.store.remove('clusternetworkpolicies', 'no-outside');
    await eventually(() => reaches(OUTSIDE, 443), 'open again');
  });

  it('reports a rule that fails closed in the log, the findings and an Event', async () => {
    put(clusterPolicy('names', { egress: [{ action: 'Deny', to: [{ domainNames: ['example.com'] }] }] }));
    await eventually(() => !reaches(OUTSIDE, 80), 'blocked');
    await eventually(() => kube.store.list('events', 'default').length === 1, 'the Event');
    assert.deepEqual(
      lines.filter(({ message }) => message === 'clusterPolicy rejected').map(({ clusterPolicy }) => clusterPolicy),
      ['names'],
    );
    assert.equal(agent.status().findings, 1);
  });
});
