import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import sinon from 'sinon';
import { type Agent, type AgentOptions, startAgent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { statusSchema } from '../../src/agent/status/status-schema.ts';
import { VERSION } from '../../src/agent/version.ts';
import { ID_PREFIX } from '../../src/hns/document/owner.ts';
import { RECOMMENDED_SWITCHES } from '../../src/hns/node/hns-switches.ts';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../src/simulator/cri/in-process-client.ts';
import { Fabric, packet } from '../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { WriteWatch } from '../../src/simulator/hns/write-watch.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { KubeServer } from '../../src/simulator/kube/server.ts';
import { eventually } from '../kube/watch/eventually.ts';
import { FOREIGN } from './foreign.ts';
import { recordingLog } from './recording-log.ts';

const NODE = 'akswin22000001';
const NODE_ADDRESS = '10.224.0.4';
const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';

const named = (kind: string, apiVersion: string, name: string, rest: object = {}): KubeObject =>
  ({ apiVersion, kind, metadata: { name, ...(kind !== 'Namespace' && { namespace: 'demo' }) }, ...rest }) as KubeObject;
const pod = (name: string, labels: Record<string, string>, nodeName: string): KubeObject => {
  const object = named('Pod', 'v1', name, { spec: { nodeName, containers: [{ name: 'main', image: 'example/main' }] } });
  object.metadata.labels = labels;
  return object;
};
const policy = (name: string, spec: object): KubeObject => named('NetworkPolicy', 'networking.k8s.io/v1', name, { spec });
const allow = (...ports: number[]): KubeObject =>
  policy('demo-policy', {
    podSelector: { matchLabels: { app: 'server' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }], ports: ports.map(port => ({ port, protocol: 'TCP' })) }],
  });

const ALL_SWITCHES = Object.fromEntries(
  Object.values(RECOMMENDED_SWITCHES)
    .flat()
    .map(name => [name, 1]),
);

describe('agent/agent', () => {
  let hns: SimulatedHns;
  let containerd: SimulatedContainerd;
  let kube: KubeServer;
  let watch: WriteWatch;
  let agents: Agent[];
  const { log, lines } = recordingLog();

  beforeEach(async () => {
    lines.length = 0;
    agents = [];
    hns = new SimulatedHns({ name: NODE });
    containerd = new SimulatedContainerd();
    const network = hns.addNetwork({ name: 'azure' });
    const cni = {
      addEndpoint: ({ addresses }: { readonly addresses: readonly string[] }) => {
        const namespace = hns.addNamespace();
        return { id: hns.addEndpoint({ network, ips: addresses, namespace, policies: FOREIGN }), namespace };
      },
      removeEndpoint: (id: string) => hns.removeEndpoint(id),
    };
    kube = await KubeServer.start({
      nodes: [
        { name: NODE, os: 'windows', addresses: [NODE_ADDRESS], podAddresses: SERVER, hns: cni, containerd },
        { name: 'linux1', os: 'linux', addresses: ['10.224.0.5'], podAddresses: CLIENT },
      ],
    });
    kube.store.seed([named('Namespace', 'v1', 'demo'), pod('server', { app: 'server' }, NODE), pod('client', {}, 'linux1')]);
    watch = new WriteWatch(
      new Fabric([hns]),
      [80, 81].flatMap(port => [packet(CLIENT, SERVER, port), packet(NODE_ADDRESS, SERVER, port), packet(SERVER, CLIENT, port)]),
    );
    watch.begin();
  });

  afterEach(async () => {
    for (const agent of agents) await agent.stop(0);
    await kube.close();
    assert.deepEqual(watch.end(), []);
    assert.deepEqual(hns.mistakes, []);
  });

  async function start(
    flags: Readonly<Record<string, unknown>> = {},
    { namespace, ...options }: Partial<AgentOptions> & { readonly namespace?: string } = { enforces: true },
  ): Promise<Agent> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kube.kubeconfig());
    if (namespace !== undefined) kubeConfig.contexts = kubeConfig.contexts.map(context => ({ ...context, namespace }));
    const config = readConfig({ flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: NODE_ADDRESS, ...flags } });
    const cri = () => inProcessCri(containerd);
    const agent = await startAgent({ config, kubeConfig, transport: hns.transport(), cri, ...options, log });
    agents.push(agent);
    return agent;
  }

  const allows = (from: string, to: string, port: number) => new Fabric([hns]).connect(packet(from, to, port)).allowed;
  const ours = () =>
    hns
      .endpoints()
      .flatMap(({ id }) => hns.policiesOf(id).filter(({ Settings }) => (Settings as { Id?: string }).Id?.startsWith(ID_PREFIX)));

  function label(name: string, labels: Record<string, string>): void {
    const object = kube.store.get('pods', `demo/${name}`)!;
    kube.store.put('pods', { ...object, metadata: { ...object.metadata, labels } });
  }

  /** Both start the next checked change at the current state. */
  async function settled(agent: Agent): Promise<void> {
    await agent.settled();
    assert.deepEqual(watch.settle(), []);
  }
  async function reach(condition: () => boolean, what: string): Promise<void> {
    await eventually(condition, what);
    assert.deepEqual(watch.settle(), []);
  }

  it('follows policies, labels and deletions from the API server', async () => {
    const agent = await start();
    await agent.synced;
    await settled(agent);
    assert.equal(allows(CLIENT, SERVER, 80), true);
    kube.store.seed([allow(80)]);
    await reach(() => !allows(CLIENT, SERVER, 80), 'the policy is in force');
    assert.equal(allows(NODE_ADDRESS, SERVER, 81), true);
    label('client', { app: 'client' });
    await reach(() => allows(CLIENT, SERVER, 80), 'the label is in force');
    assert.equal(allows(CLIENT, SERVER, 81), false);
    kube.store.remove('networkpolicies', 'demo/demo-policy');
    await reach(() => allows(CLIENT, SERVER, 81), 'the policy is gone');
    assert.deepEqual(ours(), []);
    assert.deepEqual(hns.policiesOf(hns.endpoints()[0]!.id), FOREIGN);
    await settled(agent);
    assert.equal(agent.status().state, 'healthy');
  });

  it('enforces with the last known addresses of the node while they cannot be read, and is degraded', async () => {
    let isBroken = false;
    const hostAddresses = () => {
      if (isBroken) throw new Error('uv_interface_addresses returned Unknown system error 1');
      return [NODE_ADDRESS];
    };
    const agent = await start({}, { enforces: true, hostAddresses });
    await agent.synced;
    await settled(agent);
    isBroken = true;
    kube.store.seed([allow(80)]);
    await reach(() => !allows(CLIENT, SERVER, 80), 'the policy is in force');
    assert.equal(allows(NODE_ADDRESS, SERVER, 80), true);
    await reach(() => agent.status().state === 'degraded', 'it is degraded');
    const errors = () => lines.filter(({ level }) => level === 'error').map(({ message }) => message);
    assert.deepEqual(errors(), ['node addresses cannot be read: the last known ones stay in use']);
    isBroken = false;
    await reach(() => agent.status().state === 'healthy', 'it is healthy again');
    assert.equal(errors().length, 1);
  });

  it('reports a rejected policy as one error line with every path and reason, and one Event', async () => {
    kube.store.seed([
      policy('mixed', {
        podSelector: { matchLabels: { app: 'server' } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ podSelector: {} }],
            ports: [
              { port: 80, protocol: 'TCP' },
              { port: 'http', protocol: 'TCP' },
              { port: 81, protocol: 'SCTP' },
            ],
          },
          { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
        ],
      }),
    ]);
    const agent = await start();
    await settled(agent);
    await eventually(() => kube.store.list('events', 'demo').length > 0, 'an Event');
    await agent.stop();
    await settled(await start());
    const errors = lines.filter(({ level }) => level === 'error');
    // One per start of an agent.
    assert.deepEqual(
      errors.map(({ message, policy: key, effect }) => [message, key, effect]),
      [
        ['policy rejected', 'demo/mixed', 'partial'],
        ['policy rejected', 'demo/mixed', 'partial'],
      ],
    );
    const reasons = errors[0]!.reasons as string[];
    assert.deepEqual(
      reasons.map(reason => reason.split(': ')[0]),
      ['spec.ingress[0].ports[1].port', 'spec.ingress[0].ports[2].protocol', 'spec.ingress[1].from[0].ipBlock.except'],
    );
    const events = kube.store.list('events', 'demo') as unknown as { involvedObject: { name: string }; reason: string }[];
    assert.deepEqual(
      events.map(({ involvedObject, reason }) => [involvedObject.name, reason]),
      [['mixed', 'UnsupportedOnWindows']],
    );
    assert.equal(allows(CLIENT, SERVER, 80), true);
    assert.equal(allows(CLIENT, SERVER, 81), false);
  });

  it('records the end of a rejection as one Event for all nodes, and a deletion as none', async () => {
    const named = (generation: number, port: number | string): KubeObject => {
      const object = policy('named', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port }] }] });
      object.metadata.generation = generation;
      return object;
    };
    const reasons = () =>
      (kube.store.list('events', 'demo') as unknown as { type: string; reason: string }[]).map(({ type, reason }) => `${type} ${reason}`);
    const agents = [await start(), await start()];
    const bothSay = async (count: number) => {
      for (const agent of agents) await eventually(async () => (await said(agent)) === count, `${count} Events said by each`);
    };
    const said = async ({ telemetry }: Agent) =>
      (await telemetry.events.get()).values.reduce((sum, { labels, value }) => sum + (labels.result === 'failed' ? 0 : value), 0);
    kube.store.seed([named(1, 'http')]);
    await bothSay(1);
    kube.store.seed([named(2, 80)]);
    await bothSay(2);
    assert.deepEqual(reasons().sort(), ['Normal RejectionEnded', 'Warning UnsupportedOnWindows']);
    kube.store.seed([named(3, 'http')]);
    await bothSay(3);
    kube.store.remove('networkpolicies', 'demo/named');
    const linesOf = (message: string) => lines.filter(line => line.message === message).length;
    await eventually(() => linesOf('policy with issues deleted') === 2, 'both know');
    assert.equal(linesOf('policy issues resolved'), 2);
    // Events are sent one after another, so an Event about the deletion would have arrived before this one.
    kube.store.seed([policy('last', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] })]);
    await bothSay(4);
    assert.deepEqual(reasons().sort(), ['Normal RejectionEnded', ...Array(3).fill('Warning UnsupportedOnWindows')]);
  });

  it('reports six policies with 9,000 rejected entries each in few bytes, and counts all entries', async () => {
    const ports = Array.from({ length: 9_000 }, () => ({ port: 'http' }));
    kube.store.seed(
      Array.from({ length: 6 }, (_, index) => policy(`p${index}`, { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports }] })),
    );
    const agent = await start();
    await settled(agent);
    const { findings } = agent.statusDocument();
    assert.deepEqual(
      findings.map(({ issues }) => issues.reduce((sum, { unlisted = 1 }) => sum + unlisted, 0)),
      Array(6).fill(9_000),
    );
    const rejections = lines.filter(({ message }) => message === 'policy rejected');
    assert.equal(rejections.length, 6);
    assert.ok(Buffer.byteLength(JSON.stringify(rejections)) < 6 * 16_384);
    assert.ok(Buffer.byteLength(JSON.stringify(agent.statusDocument())) < 131_072);
    assert.equal(allows(CLIENT, SERVER, 80), false);
  });

  it('shows in the status what it dropped', async () => {
    kube.store.seed(
      Array.from({ length: 5 }, (_, index) =>
        policy(`p${index}`, { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] }),
      ),
    );
    const agent = await start({ rejectionLinesPerMinute: 2, eventsPerMinute: 1, maxPendingEvents: 1 });
    await settled(agent);
    await eventually(() => agent.statusDocument().dropped !== undefined, 'a drop');
    const { events, logLines } = agent.statusDocument().dropped!;
    assert.equal(logLines, 3);
    assert.ok(events >= 3);
  });

  it('of two nodes with a pod of the policy, one sends the Event, and the other makes no request', async () => {
    const agentPod = (node: string): KubeObject => ({
      ...pod(`agent-${node}`, { 'app.kubernetes.io/name': 'hns-policy-agent', 'app.kubernetes.io/component': 'agent' }, node),
      spec: { nodeName: node, hostNetwork: true, containers: [{ name: 'agent', image: 'example/agent' }] },
    });
    // The pods' namespace stands for that of the agents.
    kube.store.seed([agentPod(NODE), agentPod('linux1')]);
    kube.store.seed([policy('both', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] })]);
    const both = [
      await start({}, { enforces: true, namespace: 'demo' }),
      await start({ nodeName: 'linux1' }, { enforces: true, namespace: 'demo' }),
    ];
    const counts = async (result: string) => {
      const all = await Promise.all(both.map(async ({ telemetry }) => (await telemetry.events.get()).values));
      return all.flat().reduce((sum, { labels, value }) => sum + (labels.result === result ? value : 0), 0);
    };
    await eventually(async () => (await counts('created')) + (await counts('left')) === 2, 'both have decided');
    assert.deepEqual([await counts('created'), await counts('left'), await counts('exists')], [1, 1, 0]);
    assert.equal(kube.faults.requests.filter(({ verb, resource }) => verb === 'create' && resource === 'events').length, 1);
  });

  it('a simulated run sends no Event and makes no other request that writes, unless the setting asks for Events', async () => {
    kube.store.seed([policy('none', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] })]);
    await settled(await start({}, {}));
    assert.deepEqual(
      kube.faults.requests.filter(({ verb }) => !['list', 'watch', 'get'].includes(verb)),
      [],
    );
    assert.equal(lines.filter(({ message }) => message === 'policy rejected').length, 1);
    await settled(await start({ events: 'always' }, {}));
    await eventually(() => kube.store.list('events', 'demo').length === 1, 'the Event that was asked for');
    const [event] = kube.store.list('events', 'demo') as unknown as { message?: string; note?: string }[];
    assert.match(event!.note ?? event!.message!, /HNS is simulated, so hns-policy-agent enforces no NetworkPolicy\.$/);
  });

  it('an agent with events: never enforces and sends no Event', async () => {
    kube.store.seed([policy('none', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] })]);
    await settled(await start({ events: 'never' }));
    assert.equal(allows(CLIENT, SERVER, 80), false);
    assert.equal(kube.faults.requests.filter(({ resource }) => resource === 'events').length, 0);
  });

  it('enforces although the API server rejects Events, and sends the Event later', async () => {
    kube.faults.inject({ status: 503, times: 2, when: ({ verb, resource }) => verb === 'create' && resource === 'events' });
    kube.store.seed([policy('none', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] })]);
    await settled(await start());
    assert.equal(allows(CLIENT, SERVER, 80), false);
    await eventually(() => kube.store.list('events', 'demo').length === 1, 'the Event after all', 10_000);
    assert.equal(
      lines.filter(({ message }) => message === 'Event not recorded, will retry').filter(({ level }) => level === 'warn').length,
      1,
    );
  });

  it('changes no ACL in a restart while the API server is down', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start();
    await settled(agent);
    await agent.stop();
    const before = hns.policiesOf(hns.endpoints()[0]!.id);
    hns.forgetCalls();
    kube.faults.goAway();
    const second = await start();
    await eventually(() => second.status().watches.every(({ failures }) => failures >= 2), 'every watch has failed twice', 15_000);
    assert.equal(second.status().state, 'syncing');
    assert.deepEqual(hns.calls, []);
    assert.deepEqual(hns.policiesOf(hns.endpoints()[0]!.id), before);
    kube.faults.comeBack();
    label('client', { app: 'client' });
    await reach(() => allows(CLIENT, SERVER, 80), 'it has caught up');
    assert.equal(hns.writes.length, 1);
  }).timeout(60_000);

  it('changes no ACL in an outage of the API server, and applies later what changed meanwhile', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start();
    await settled(agent);
    hns.forgetCalls();
    kube.faults.goAway();
    kube.store.remove('networkpolicies', 'demo/demo-policy');
    kube.store.emptyWatchCaches();
    await eventually(() => agent.status().watches.every(({ connected }) => !connected), 'the watches notice');
    assert.deepEqual(hns.writes, []);
    kube.faults.comeBack();
    await reach(() => allows(CLIENT, SERVER, 80), 'the deletion is found');
  }).timeout(60_000);

  it('enforces a created pod and forgets a deleted one', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start();
    await settled(agent);
    assert.equal(agent.status().endpoints, 1);
    kube.store.seed([pod('second', { app: 'server' }, NODE)]);
    await eventually(() => hns.endpoints().length === 2 && agent.status().endpoints === 2, 'the second endpoint');
    await settled(agent);
    const second = hns.endpoints().find(({ ips }) => ips[0] !== SERVER)!;
    assert.equal(allows(CLIENT, second.ips[0]!, 80), false);
    kube.store.remove('pods', 'demo/second');
    await eventually(() => hns.endpoints().length === 1, 'its endpoint is gone');
    await settled(agent);
    assert.equal(agent.status().state, 'healthy');
  });

  it('enforces a pod whose hook runs for an hour, while the API server has no address of it', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start();
    await settled(agent);
    const second = pod('second', { app: 'server' }, NODE);
    second.spec.containers[0].lifecycle = { postStart: { exec: { command: ['sleep', '3600'] } } };
    kube.store.seed([second]);
    const endpoint = () => hns.endpoint(kube.kubelet.endpointOf('demo/second')!)!;
    await reach(() => !allows(CLIENT, endpoint().ips[0]!, 80), 'it has its ACLs');
    assert.equal(kube.store.get('pods', 'demo/second')!.status.podIP, undefined);
    assert.equal(allows(NODE_ADDRESS, endpoint().ips[0]!, 80), true);
    await settled(agent);
    assert.equal(agent.status().state, 'healthy');
  });

  it('serves metrics, and is ready after every endpoint has been in sync once', async () => {
    const calls = hns.faults.plant({ hang: true });
    const agent = await start({ metricsAddress: '127.0.0.1:0' });
    const get = (path: string) => fetch(`http://127.0.0.1:${agent.healthPort}${path}`);
    await agent.synced;
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 503);
    calls();
    hns.faults.release();
    await settled(agent);
    const ready = await get('/readyz');
    assert.equal(ready.status, 200);
    assert.equal(((await ready.json()) as { state: string }).state, 'healthy');
    assert.equal((await get('/elsewhere')).status, 404);
  });

  it('serves the status of the node, in the published form', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start({ metricsAddress: '127.0.0.1:0' });
    await settled(agent);
    const status = statusSchema.parse(await (await fetch(`http://127.0.0.1:${agent.healthPort}/status`)).json());
    const { version, node, transport, state, ready, hns: of, watches, pods } = status;
    assert.deepEqual(
      { version, node, transport, state, ready, of },
      {
        version: VERSION,
        node: NODE,
        transport: 'simulator',
        state: 'healthy',
        ready: true,
        of: { hungCalls: 0, switches: { state: 'unknown', missing: [], values: {} } },
      },
    );
    assert.deepEqual(
      watches.map(({ kind, connected, failures }) => [kind, connected, failures]),
      ['pod', 'namespace', 'policy'].map(kind => [kind, true, 0]),
    );
    assert.deepEqual(
      pods.map(({ namespace, pod: name, addresses, policies, acls }) => [namespace, name, addresses, policies, acls]),
      [['demo', 'server', [SERVER], ['demo/demo-policy'], { desired: ours().length, actual: ours().length }]],
    );
  });

  it('reports a kube-proxy without DSR in the state, the status, a metric, the log and one Event on the Node', async () => {
    const balancer = (isDsr: boolean) =>
      hns.addLoadBalancer({ endpoints: [], vips: ['10.96.0.1'], protocol: 'TCP', port: 443, targetPort: 6443, isDsr });
    balancer(false);
    const agent = await start({}, { enforces: true, serviceAddress: '10.96.0.1' });
    await reach(() => agent.status().state === 'degraded', 'it is degraded');
    const { kubeProxy, state } = agent.statusDocument();
    assert.deepEqual([state, kubeProxy], ['degraded', { dsr: 'off', evidence: 'the load balancers of kube-proxy have no IsDSR' }]);
    assert.match(await agent.telemetry.registry.metrics(), /hns_policy_kube_proxy_dsr\{mode="off"\} 1/);
    const message = 'kube-proxy runs without DSR: policies do not apply to connections through Services';
    assert.equal(lines.filter(line => line.level === 'warn' && line.message === message).length, 1);
    const events = () =>
      (kube.store.list('events', 'default') as unknown as { involvedObject: { name: string }; reason: string }[]).map(
        ({ involvedObject, reason }) => [involvedObject.name, reason],
      );
    await eventually(() => events().length > 0, 'an Event');
    assert.deepEqual(events(), [[NODE, 'KubeProxyWithoutDsr']]);
  });

  it('with DSR it is healthy and has no Event', async () => {
    hns.addLoadBalancer({ endpoints: [], vips: ['10.96.0.1'], protocol: 'TCP', port: 443, targetPort: 6443, isDsr: true });
    const agent = await start({}, { enforces: true, serviceAddress: '10.96.0.1' });
    await settled(agent);
    await eventually(() => agent.statusDocument().kubeProxy.dsr === 'on', 'DSR is detected');
    assert.equal(agent.status().state, 'healthy');
    assert.deepEqual(kube.store.list('events', 'default'), []);
  });

  it('reports the switches of HNS in the status and, if fixes are disabled, in one log line', async () => {
    const missing = () => lines.filter(({ message }) => message === 'fixes of HNS are disabled in the registry').map(line => line.missing);
    const read = async () => ({ ...ALL_SWITCHES, HnsAclUpdateChange: 0 });
    const agent = await start({}, { enforces: true, readSwitches: read, windowsBuild: 20348 });
    await eventually(() => missing().length > 0, 'the line');
    assert.deepEqual(missing(), [['HnsAclUpdateChange']]);
    const { state, missing: named, values } = agent.statusDocument().hns.switches;
    assert.deepEqual([state, named, values.HnsAclUpdateChange, values.HnsNpmRefresh], ['disabled', ['HnsAclUpdateChange'], 0, 1]);
    const second = await start({}, { enforces: true, readSwitches: async () => ALL_SWITCHES, windowsBuild: 20348 });
    await eventually(() => second.statusDocument().hns.switches.state === 'enabled', 'all are set');
    assert.equal(missing().length, 1);
  });

  it('serves the metrics of docs/metrics.md with correct values', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start({ metricsAddress: '127.0.0.1:0' });
    await settled(agent);
    const text = await (await fetch(`http://127.0.0.1:${agent.healthPort}/metrics`)).text();
    const documented = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
    const rows = [...documented.matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) \|/gm)].map(([, name, type, labels]) => ({ name, type, labels }));
    assert.deepEqual(
      [...text.matchAll(/^# TYPE (hns_policy_\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`),
      rows.map(({ name, type }) => `${name} ${type}`),
    );
    assert.match(text, /^process_start_time_seconds \d+$/m);
    assert.match(text, /^nodejs_eventloop_lag_max_seconds /m);
    for (const [, name, labels = ''] of text.matchAll(/^(hns_policy_\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? /gm)) {
      const row = rows.find(row => row.name === name);
      for (const [, label] of labels.matchAll(/(\w+)=/g))
        assert.ok(label === 'le' || row?.labels?.includes(`\`${label}\``), `${name} ${label}`);
    }
    const wanted = ours().length;
    assert.ok(wanted > 0);
    for (const line of [
      'local_endpoints 1',
      'failing_endpoints 0',
      'waiting_pods 0',
      'policies 1',
      `desired_acls ${wanted}`,
      `actual_acls ${wanted}`,
      'endpoint_updates_total{result="updated"} 1',
      'endpoint_updates_total{result="failed"} 0',
      'queued_endpoints 0',
      'unreadable_endpoints 0',
      'in_sync 1',
      'healthy 1',
      'hns_hung_calls 0',
      'watch_connected{kind="policy"} 1',
      'watch_failures{kind="pod"} 0',
      `build_info{version="${VERSION}",node_version="${process.versions.node}",transport="simulator"} 1`,
    ]) {
      assert.ok(text.includes(`\nhns_policy_${line}\n`), line);
    }
    assert.match(text, /^hns_policy_watch_last_event_timestamp_seconds\{kind="namespace"\} [1-9]/m);
  });

  it('reports a failed watch in the metrics', async () => {
    const agent = await start({ metricsAddress: '127.0.0.1:0' });
    await settled(agent);
    kube.faults.goAway();
    await eventually(() => agent.status().watches.every(({ connected, failures }) => !connected && failures > 0), 'the watches fail');
    const text = await (await fetch(`http://127.0.0.1:${agent.healthPort}/metrics`)).text();
    for (const kind of ['pod', 'namespace', 'policy']) {
      assert.ok(text.includes(`hns_policy_watch_connected{kind="${kind}"} 0\n`));
      assert.match(text, new RegExp(`^hns_policy_watch_failures\\{kind="${kind}"\\} [1-9]`, 'm'));
    }
  });

  it('is disconnected after a minute without a watch, in the status and the metrics, and stays ready', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['performance'] });
    try {
      const agent = await start({ metricsAddress: '127.0.0.1:0' });
      await settled(agent);
      const before = hns.endpoints();
      kube.faults.goAway();
      await eventually(() => agent.status().watches.every(({ connected }) => !connected), 'the watches fail');
      clock.tick(59_999);
      assert.equal(agent.status().state, 'healthy');
      clock.tick(1);
      assert.equal(agent.status().state, 'disconnected');
      const get = (path: string) => fetch(`http://127.0.0.1:${agent.healthPort}${path}`);
      assert.equal(statusSchema.parse(await (await get('/status')).json()).state, 'disconnected');
      assert.match(await (await get('/metrics')).text(), /^hns_policy_healthy 0$/m);
      assert.equal((await get('/readyz')).status, 200);
      assert.deepEqual(hns.endpoints(), before);
      kube.faults.comeBack();
      await eventually(() => agent.status().state === 'healthy', 'contact again');
      assert.match(await (await get('/metrics')).text(), /^hns_policy_healthy 1$/m);
    } finally {
      clock.restore();
    }
  });

  it('becomes ready and reports in a dry run, and makes no call that could write', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start({ dryRun: true, metricsAddress: '127.0.0.1:0' });
    await eventually(() => agent.status().pendingUpdates === 1, 'the update that is due');
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${agent.healthPort}${path}`)).text();
    const { state, ready, dryRun } = JSON.parse(await get('/readyz'));
    assert.deepEqual({ state, ready, dryRun }, { state: 'dry-run', ready: true, dryRun: true });
    assert.match(await get('/metrics'), /^hns_policy_dry_run 1$/m);
    assert.deepEqual(hns.writes, []);
    assert.ok(lines.some(({ level, message }) => level === 'warn' && message.startsWith('dry run: ')));
  });

  it('never reports a simulated HNS as healthy or ready', async () => {
    kube.store.seed([allow(80)]);
    const agent = await start({ metricsAddress: '127.0.0.1:0' }, {});
    await settled(agent);
    const get = (path: string) => fetch(`http://127.0.0.1:${agent.healthPort}${path}`);
    const readiness = await get('/readyz');
    assert.equal(readiness.status, 503);
    assert.equal(((await readiness.json()) as { state: string }).state, 'simulated');
    const { state, ready } = agent.statusDocument();
    assert.deepEqual({ state, ready }, { state: 'simulated', ready: false });
    const metrics = await (await get('/metrics')).text();
    assert.match(metrics, /^hns_policy_simulated 1$/m);
    assert.match(metrics, /^hns_policy_healthy 0$/m);
    assert.deepEqual(
      lines.filter(({ level }) => level === 'warn').map(({ message }) => message),
      ['HNS is simulated in memory: no policy is enforced'],
    );
  });

  it('logs once that all endpoints are in sync, also where it never becomes ready', async () => {
    const agent = await start({}, {});
    await settled(agent);
    const looks = () => hns.calls.filter(({ name }) => name === 'HcnEnumerateEndpoints').length;
    const before = looks();
    await eventually(() => looks() >= before + 2, 'two more looks at HNS');
    assert.equal(lines.filter(({ message }) => message === 'all endpoints are in sync').length, 1);
  });

  it('waits while its watch shows a pod of Azure NPM on the node', async () => {
    kube.store.seed([
      allow(80),
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'azure-npm-win-7xk2p', namespace: 'kube-system', labels: { 'k8s-app': 'azure-npm' } },
        spec: { nodeName: NODE, hostNetwork: true, containers: [{ name: 'azure-npm', image: 'example/azure-npm' }] },
      } as KubeObject,
    ]);
    const agent = await start();
    await eventually(() => agent.status().state === 'waiting', 'the agent waits');
    assert.deepEqual(agent.status().otherEngines, ['kube-system/azure-npm-win-7xk2p']);
    assert.deepEqual(hns.writes, []);
    kube.store.remove('pods', 'kube-system/azure-npm-win-7xk2p');
    await settled(agent);
    assert.equal(agent.status().state, 'healthy');
    assert.equal(hns.writes.length, 1);
  });

  it('fails to start if the metrics address is in use', async () => {
    const first = await start({ metricsAddress: '127.0.0.1:0' });
    await assert.rejects(start({ metricsAddress: `127.0.0.1:${first.healthPort}` }), { code: 'EADDRINUSE' });
  });
});
