import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Pod } from '../../src/core/model.ts';
import { Fabric, packet } from '../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { WriteWatch } from '../../src/simulator/hns/write-watch.ts';
import { acl } from '../simulator/hns/node.ts';
import { DesiredVerdicts } from './desired-verdicts.ts';
import { FIRST_CONTAINER_MS, NodePods } from './node-pods.ts';
import { allow, NODE, NODE_ADDRESS, pod } from './objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';
const CLOSED = [acl({ Action: 'Block', Protocols: '256', Priority: 65000 })];

/** The rig of the agent's tests without an agent. */
class Rig {
  readonly clock = sinon.useFakeTimers();
  readonly hns = new SimulatedHns({ name: NODE });
  readonly network = this.hns.addNetwork({ name: 'azure' });
  readonly watch = new WriteWatch(
    new Fabric([this.hns]),
    [CLIENT, OTHER, NODE_ADDRESS].map(from => packet(from, SERVER, 80)),
  );
  readonly desired = new DesiredVerdicts({
    node: NODE,
    hostAddresses: () => [NODE_ADDRESS],
    onUnsupported: 'reject-item',
    translate: [],
    allowEgressToNode: false,
  });
  readonly delivered: string[] = [];
  isStarted = true;
  readonly pods = new NodePods({
    node: NODE,
    hns: this.hns,
    watch: this.watch,
    desired: this.desired,
    deliver: ({ name, addresses }) => this.delivered.push([name, ...addresses].join(' ')),
    isStarted: () => this.isStarted,
    canProtect: () => true,
  });

  constructor() {
    this.desired.set('namespace', { name: 'demo', labels: {} });
    this.desired.set('policy', allow('p', 'server', 'client', 80));
    this.set(pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }));
    this.delivered.length = 0;
    this.watch.begin();
  }

  set(object: Pod): void {
    this.desired.set('pod', object);
    this.pods.set(object);
  }

  endpoint(...ips: string[]): string {
    const id = this.hns.addEndpoint({ network: this.network, ips, namespace: this.pods.namespaceFor(ips) });
    this.pods.endpointAdded();
    return id;
  }

  /** The sandboxes that the agent would see: name, attempt, network. */
  async sandboxes(): Promise<string[]> {
    const cri = this.pods.connect();
    const { sandboxes } = await cri.sandboxes();
    const networks = await Promise.all(sandboxes.map(({ id }) => cri.network(id)));
    return sandboxes.map(({ name, attempt, ready }, index) => `${name} ${attempt} ${ready ? 'ready' : 'stopped'} ${networks[index]!.kind}`);
  }

  faults(): string[] {
    return this.watch
      .settle()
      .map(({ kind, flow }) => `${kind} from ${flow.from.value === packet(OTHER, OTHER, 1).from.value ? OTHER : 'another'}`);
  }
}

describe('agent: the pods of the node under test', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = new Rig();
  });
  afterEach(() => rig.clock.restore());

  const server = pod('server', SERVER, { app: 'server' });

  it('a new pod has no address in the API before its sandbox and its containers', async () => {
    rig.set(server);
    const endpoint = rig.endpoint(SERVER);
    assert.deepEqual([rig.delivered, await rig.sandboxes(), rig.pods.isStarting], [['server'], ['server 0 ready pod'], true]);
    const { id } = (await rig.pods.connect().sandboxes()).sandboxes[0]!;
    const network = await rig.pods.connect().network(id);
    assert.equal(network.kind === 'pod' && network.networkNamespace, rig.hns.endpoint(endpoint)!.namespace);
    await rig.clock.tickAsync(rig.pods.addressMs);
    assert.deepEqual([rig.delivered, rig.pods.isStarting], [['server', `server ${SERVER}`], false]);
  });

  it('an isolated pod that is open when its first container starts is a fault, for the flows that the policies deny', async () => {
    rig.set(server);
    rig.endpoint(SERVER);
    await rig.clock.tickAsync(FIRST_CONTAINER_MS - 1);
    assert.deepEqual(rig.faults(), []);
    await rig.clock.tickAsync(1);
    assert.deepEqual(rig.faults(), [`unprotected from ${OTHER}`]);
  });

  it('a pod that is protected by then, or that no policy isolates, is not', async () => {
    rig.set(server);
    const endpoint = rig.endpoint(SERVER);
    rig.hns.setPolicies(endpoint, CLOSED);
    await rig.clock.tickAsync(FIRST_CONTAINER_MS);
    assert.deepEqual(rig.faults(), []);
    rig.hns.removeEndpoint(endpoint);
    rig.set({ ...server, labels: {} });
    rig.endpoint(SERVER);
    await rig.clock.tickAsync(FIRST_CONTAINER_MS);
    assert.deepEqual(rig.faults(), []);
  });

  it('pods from before the start of the agent have sandbox and address', async () => {
    rig.isStarted = false;
    rig.endpoint(SERVER);
    rig.set(server);
    assert.deepEqual([rig.delivered, await rig.sandboxes()], [[`server ${SERVER}`], ['server 0 ready pod']]);
    await rig.clock.tickAsync(FIRST_CONTAINER_MS);
    assert.deepEqual(rig.faults(), []);
  });

  it('an endpoint that is re-created is in another sandbox of the same pod', async () => {
    rig.set(server);
    const endpoint = rig.endpoint(SERVER);
    rig.hns.removeEndpoint(endpoint);
    assert.deepEqual(await rig.sandboxes(), ['server 0 stopped closed']);
    rig.endpoint(SERVER);
    assert.deepEqual(await rig.sandboxes(), ['server 0 stopped closed', 'server 1 ready pod']);
  });

  it('two endpoints of one pod are in one namespace, and a stale one stays in its own', async () => {
    rig.set(pod('server', [SERVER, 'fd00::72'], { app: 'server' }));
    const ids = [rig.endpoint(SERVER), rig.endpoint('fd00::72'), rig.endpoint(SERVER)];
    const [first, second, other] = ids.map(id => rig.hns.endpoint(id)!.namespace);
    assert.equal(first, second);
    assert.notEqual(first, other);
    assert.deepEqual(await rig.sandboxes(), ['server 0 ready pod']);
  });

  it('a recycled address goes with the new endpoint to the new pod', async () => {
    rig.set(server);
    rig.endpoint(SERVER);
    rig.endpoint(SERVER);
    rig.pods.delete('demo/server');
    rig.set(pod('heir', SERVER));
    assert.deepEqual(await rig.sandboxes(), ['heir 0 ready pod']);
  });
});
