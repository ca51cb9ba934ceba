/** From `hns-policy open` through the API server to the ACLs, with the permissions of the manifests. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { type Agent, startAgent } from '../../../src/agent/agent.ts';
import { readConfig } from '../../../src/agent/config-sources.ts';
import { OPENINGS } from '../../../src/agent/openings/opening.ts';
import { SimulatedContainerd } from '../../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';
import { Fabric, packet } from '../../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { hnsPolicy } from '../../cli/command-line.ts';
import { eventually } from '../../kube/watch/eventually.ts';
import { account, binding, role } from '../../kube-server/access/objects.ts';
import { startKubeServer } from '../../kube-server/start.ts';
import { recordingLog } from '../recording-log.ts';

const NODE = 'win1';
const ADDRESS = '10.224.0.72';
const OUTSIDE = '203.0.113.9';
const AGENT = 'system:serviceaccount:kube-system:agent';
const MAP = `kube-system/${OPENINGS}`;

describe('agent/openings: from the command to the ACLs', () => {
  let folder: string;
  let kube: KubeServer;
  let hns: SimulatedHns;
  let agents: Agent[];
  const { log, lines } = recordingLog();

  beforeEach(async () => {
    lines.length = 0;
    agents = [];
    folder = mkdtempSync(join(tmpdir(), 'openings-'));
    hns = new SimulatedHns({ name: NODE });
    hns.addEndpoint({ network: hns.addNetwork({ name: 'azure' }), ips: [ADDRESS], namespace: hns.addNamespace() });
    kube = await startKubeServer();
    const rules = [
      { apiGroups: [''], resources: ['namespaces', 'pods'], verbs: ['list', 'watch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list', 'watch'] },
      { apiGroups: ['policy.networking.k8s.io'], resources: ['clusternetworkpolicies'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [OPENINGS], verbs: ['get', 'watch'] },
    ];
    kube.store.seed([
      ...[
        account('agent', 'kube-system'),
        role('agent', rules),
        binding('agent', 'ClusterRole agent', ['ServiceAccount agent kube-system']),
      ],
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } },
      object('Pod', 'v1', 'web', {
        spec: { nodeName: NODE, containers: [{ name: 'main', image: 'example/main' }] },
        status: { phase: 'Running', podIP: ADDRESS, podIPs: [{ ip: ADDRESS }] },
      }),
      object('NetworkPolicy', 'networking.k8s.io/v1', 'deny', { spec: { podSelector: {}, policyTypes: ['Ingress'] } }),
    ]);
    writeFileSync(join(folder, 'config'), kube.kubeconfig());
  });
  afterEach(async () => {
    for (const agent of agents) await agent.stop(0);
    await kube.close();
    rmSync(folder, { recursive: true });
  });

  function object(kind: string, apiVersion: string, name: string, rest: object): KubeObject {
    return { apiVersion, kind, metadata: { name, namespace: 'demo' }, ...rest } as KubeObject;
  }
  async function start(flags: Readonly<Record<string, unknown>> = {}): Promise<Agent> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kube.kubeconfig(AGENT));
    const config = readConfig({ flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: '10.224.0.4', ...flags } });
    const cri = () => inProcessCri(new SimulatedContainerd());
    const recorder = { record: async () => 'created' as const, close: () => {} };
    const agent = await startAgent({ config, kubeConfig, transport: hns.transport(), enforces: true, cri, recorder, log });
    agents.push(agent);
    await agent.synced;
    await agent.settled();
    return agent;
  }
  const isOpen = () => new Fabric([hns]).connect(packet(OUTSIDE, ADDRESS, 80)).allowed;
  const reach = (open: boolean) => eventually(() => isOpen() === open, open ? 'it is open' : 'it is closed');
  const run = async (...argv: string[]) => {
    const { status, err } = await hnsPolicy([...argv, '--kubeconfig', join(folder, 'config')]);
    assert.deepEqual([status, err], [0, '']);
  };

  it('open opens a pod, and close ends it', async () => {
    await start();
    assert.equal(isOpen(), false);
    await run('open', 'pod', 'demo/web', '--for', '30m');
    await reach(true);
    await run('close', 'pod', 'demo/web');
    await reach(false);
  });

  it('open ends by itself', async () => {
    await start();
    await run('open', 'namespace', 'demo', '--for', '3s');
    await reach(true);
    await reach(false);
  });

  it('a deleted ConfigMap, and one that becomes invalid, end it', async () => {
    await start();
    kube.store.seed([{ apiVersion: 'v1', kind: 'Node', metadata: { name: NODE } }]);
    await run('open', 'node', NODE, '--for', '30m');
    await reach(true);
    const map = kube.store.get('configmaps', MAP)!;
    kube.store.put('configmaps', { ...map, data: { ...(map.data as object), bad: '{}' } });
    await reach(false);
    kube.store.put('configmaps', map);
    await reach(true);
    kube.store.remove('configmaps', MAP);
    await reach(false);
  });

  it('a restarted agent writes nothing while a pod is open', async () => {
    const agent = await start();
    await run('open', 'pod', 'demo/web', '--for', '30m');
    await reach(true);
    await agent.stop(0);
    hns.forgetCalls();
    await start();
    assert.deepEqual([isOpen(), hns.writes], [true, []]);
  });

  it('an agent that may not read the ConfigMap opens no pod, reports that, and enforces', async () => {
    kube.store.remove('clusterroles', 'agent');
    const rules = [
      { apiGroups: [''], resources: ['namespaces', 'pods'], verbs: ['list', 'watch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list', 'watch'] },
      { apiGroups: ['policy.networking.k8s.io'], resources: ['clusternetworkpolicies'], verbs: ['list', 'watch'] },
    ];
    kube.store.seed([role('agent', rules)]);
    await run('open', 'pod', 'demo/web', '--for', '30m');
    const agent = await start();
    assert.equal(isOpen(), false);
    assert.match(agent.statusDocument().openings?.problem ?? '', /^403 configmaps "hns-policy-openings" is forbidden/);
    assert.ok(lines.some(({ message }) => message === 'the openings are invalid: no pod is opened'));
  });

  it('a ConfigMap in another namespace has no effect', async () => {
    await run('open', 'pod', 'demo/web', '--for', '30m', '-n', 'demo');
    await start();
    assert.equal(isOpen(), false);
  });

  it('maxOpenSeconds 0 disables it: the ConfigMap is not read', async () => {
    await run('open', 'pod', 'demo/web', '--for', '30m');
    await start({ maxOpenSeconds: '0' });
    assert.equal(isOpen(), false);
    assert.deepEqual(
      kube.faults.requests.filter(({ user, ...request }) => user === AGENT && JSON.stringify(request).includes('configmaps')),
      [],
    );
  });

  it('an outage of the API server ends no opening', async () => {
    await start();
    await run('open', 'pod', 'demo/web', '--for', '30m');
    await reach(true);
    kube.faults.goAway();
    await eventually(() => lines.some(({ message }) => message === 'the openings cannot be read, will retry'), 'the outage is noticed');
    assert.equal(isOpen(), true);
    kube.faults.comeBack();
  });
});
