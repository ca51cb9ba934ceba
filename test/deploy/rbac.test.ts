import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { type Agent, startAgent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { OPENINGS } from '../../src/agent/openings/opening.ts';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../src/simulator/cri/in-process-client.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { recordingLog } from '../agent/recording-log.ts';
import { eventually } from '../kube/watch/eventually.ts';
import { usedRules } from '../kube-server/access/used-rules.ts';
import { startKubeServer } from '../kube-server/start.ts';
import { needs } from '../needs.ts';
import { only, render } from './kustomize.ts';

const NODE = 'win1';
const AGENT = 'system:serviceaccount:kube-system:hns-policy-agent';
const ACCESS = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Lines of the form `verb group/resource`, sorted. */
function permissions(rules: readonly PolicyRule[]): string[] {
  return rules
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap(group => resources.flatMap(resource => verbs.map(verb => `${verb} ${group}/${resource}`))),
    )
    .sort();
}

describe('deploy: the ClusterRole and the Role', () => {
  let objects: KubeObject[];
  let kube: KubeServer;
  let agent: Agent;
  const { log, lines } = recordingLog();

  before(async function () {
    needs(this, 'kubectl');
    objects = render('overlays/generic');
    const hns = new SimulatedHns({ name: NODE });
    const network = hns.addNetwork({ name: 'azure' });
    const cni = {
      addEndpoint: ({ addresses }: { readonly addresses: readonly string[] }) => {
        const namespace = hns.addNamespace();
        return { id: hns.addEndpoint({ network, ips: addresses, namespace }), namespace };
      },
      removeEndpoint: (id: string) => hns.removeEndpoint(id),
    };
    const containerd = new SimulatedContainerd();
    kube = await startKubeServer({
      nodes: [{ name: NODE, os: 'windows', addresses: ['10.0.0.4'], podAddresses: '10.0.1.2', hns: cni, containerd }],
    });
    kube.store.seed([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } },
      {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'server', namespace: 'demo' } },
        spec: { nodeName: NODE, containers: [{ name: 'main', image: 'example/main' }] },
      },
      ...objects.filter(({ kind }) => ACCESS.includes(kind)),
    ]);
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kube.kubeconfig(AGENT));
    const config = readConfig({ flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: '10.0.0.4' } });
    const cri = () => inProcessCri(containerd);
    agent = await startAgent({ config, kubeConfig, transport: hns.transport(), enforces: true, cri, log });
  });
  after(async () => {
    await agent?.stop(0);
    await kube?.close();
  });

  it('grants exactly the requests of an agent’s whole life', async () => {
    const policy = (ports: object[]): KubeObject => ({
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'web', namespace: 'demo' } },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports }] },
    });
    const events = () => kube.store.list('events', 'demo').length;
    await agent.settled();
    kube.store.seed([policy([{ port: 'http' }])]);
    await eventually(() => events() === 1, 'the Event of the rejection');
    kube.store.seed([policy([{ port: 80 }])]);
    await eventually(() => events() === 2, 'the Event of its end');
    // The same on a server without streaming lists, as before 1.32 or with the feature off.
    kube.faults.streamingLists = 'refused';
    kube.faults.goAway();
    await eventually(() => agent.status().watches.every(({ connected }) => !connected), 'the watches notice');
    kube.store.emptyWatchCaches();
    kube.faults.comeBack();
    await eventually(() => agent.status().watches.every(({ connected }) => connected), 'the watches are back', 15_000);
    await agent.settled();
    assert.equal(agent.status().state, 'healthy');

    const granted = ['ClusterRole', 'Role'].flatMap(kind => only(objects, kind).rules as PolicyRule[]);
    assert.deepEqual(permissions(usedRules(kube.faults.requests, AGENT)), permissions(granted));
    assert.deepEqual(
      lines.filter(line => JSON.stringify(line).includes('is forbidden: User')),
      [],
    );
  }).timeout(60_000);

  it('of ConfigMaps grants the openings of administrators alone, in the namespace of the agent, and no write', () => {
    assert.deepEqual(only(objects, 'Role').rules, [
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [OPENINGS], verbs: ['get', 'watch'] },
    ]);
    const { metadata, roleRef, subjects } = only(objects, 'RoleBinding');
    assert.deepEqual([metadata.namespace, roleRef.kind, roleRef.name], ['kube-system', 'Role', 'hns-policy-agent']);
    assert.deepEqual(subjects, only(objects, 'ClusterRoleBinding').subjects);
    assert.ok(!JSON.stringify(only(objects, 'ClusterRole').rules).includes('configmaps'));
  });
});
