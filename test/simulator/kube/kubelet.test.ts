import assert from 'node:assert/strict';
import { AddressPool } from '../../../src/simulator/kube/address-pool.ts';
import type { NewEndpoint, NodeHns, SimulatedNode } from '../../../src/simulator/kube/node.ts';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client, type Json } from './client.ts';
import { PODS, pod } from './objects.ts';

/** Records its calls. */
class FakeHns implements NodeHns {
  readonly added: NewEndpoint[] = [];
  readonly removed: string[] = [];
  onAdd: (endpoint: NewEndpoint) => void = () => {};

  addEndpoint(endpoint: NewEndpoint): string {
    this.onAdd(endpoint);
    this.added.push(endpoint);
    return `ep-${this.added.length}`;
  }
  removeEndpoint(id: string): void {
    this.removed.push(id);
  }
}

describe('simulator/kube/kubelet', () => {
  let hns: FakeHns;
  let server: KubeServer;
  let client: Client;
  const read = async (name: string): Promise<Json> => (await client.get(`${PODS}/${name}`)).body;

  beforeEach(async () => {
    hns = new FakeHns();
    const nodes: SimulatedNode[] = [
      { name: 'win', os: 'windows', addresses: ['10.224.0.10', 'fd00::10'], podAddresses: ['10.224.0.72', 'fd00::72'], hns },
      { name: 'linux', os: 'linux', addresses: ['10.224.0.4'], podAddresses: '10.224.1.0/30' },
    ];
    server = await KubeServer.start({ nodes });
    client = new Client(server);
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('registers its nodes with their addresses and labels', async () => {
    const { body } = await client.get('/api/v1/nodes/win');
    const addresses = body.status.addresses.map(({ type, address }: Json) => `${type} ${address}`);
    assert.deepEqual(addresses, ['InternalIP 10.224.0.10', 'InternalIP fd00::10', 'Hostname win']);
    assert.deepEqual([body.metadata.labels['kubernetes.io/os'], body.metadata.labels['kubernetes.io/hostname']], ['windows', 'win']);
  });

  it('runs a pod of its node: endpoint, addresses, conditions', async () => {
    const created = await client.post(PODS, pod('server', { spec: { nodeName: 'win' } }));
    assert.equal(created.body.status.phase, 'Pending');
    const { status } = await read('server');
    assert.deepEqual([status.phase, status.podIP, status.hostIP], ['Running', '10.224.0.72', '10.224.0.10']);
    assert.deepEqual(
      [status.podIPs, status.hostIPs],
      [
        [{ ip: '10.224.0.72' }, { ip: 'fd00::72' }],
        [{ ip: '10.224.0.10' }, { ip: 'fd00::10' }],
      ],
    );
    assert.ok(status.conditions.every((condition: Json) => condition.status === 'True'));
    assert.deepEqual([status.containerStatuses[0].name, status.containerStatuses[0].ready], ['main', true]);
    assert.deepEqual(hns.added, [{ podKey: 'default/server', uid: created.body.metadata.uid, addresses: ['10.224.0.72', 'fd00::72'] }]);
    assert.equal(server.kubelet.endpointOf('default/server'), 'ep-1');
  });

  it('has the endpoint before the status shows the address', async () => {
    let shown: unknown = 'never asked';
    hns.onAdd = ({ podKey }) => {
      shown = server.store.get('pods', podKey)?.status.podIP;
    };
    await client.post(PODS, pod('server', { spec: { nodeName: 'win' } }));
    assert.deepEqual([shown, (await read('server')).status.podIP], [undefined, '10.224.0.72']);
  });

  it('schedules to a node that matches the selector, by default to Linux', async () => {
    await client.post(PODS, pod('any'));
    await client.post(PODS, pod('windows', { spec: { nodeSelector: { 'kubernetes.io/os': 'windows' } } }));
    await client.post(PODS, pod('nowhere', { spec: { nodeSelector: { 'kubernetes.io/os': 'plan9' } } }));
    assert.deepEqual([(await read('any')).spec.nodeName, (await read('windows')).spec.nodeName], ['linux', 'win']);
    const nowhere = await read('nowhere');
    assert.deepEqual([nowhere.spec.nodeName, nowhere.status.phase], [undefined, 'Pending']);
    assert.equal(nowhere.status.conditions[0].reason, 'Unschedulable');
    server.kubelet.join({
      name: 'odd',
      os: 'linux',
      addresses: ['10.0.0.9'],
      podAddresses: '10.9.0.1',
      labels: { 'kubernetes.io/os': 'plan9' },
    });
    assert.equal((await read('nowhere')).status.podIP, '10.9.0.1');
  });

  it('schedules no pod to a cordoned node', async () => {
    await client.patch('/api/v1/nodes/linux', 'merge', { spec: { unschedulable: true } });
    await client.post(PODS, pod('any'));
    assert.equal((await read('any')).spec.nodeName, 'win');
  });

  it('gives host-network pods the addresses of the node and no endpoint', async () => {
    await client.post(PODS, pod('host', { spec: { nodeName: 'win', hostNetwork: true } }));
    assert.deepEqual((await read('host')).status.podIPs, [{ ip: '10.224.0.10' }, { ip: 'fd00::10' }]);
    assert.deepEqual(hns.added, []);
  });

  it('ends a deleted pod: endpoint and object are removed, and the address is free again', async () => {
    for (const name of ['a', 'b']) await client.post(PODS, pod(name, { spec: { nodeName: 'win' } }));
    const { body } = await client.call('DELETE', `${PODS}/a`);
    assert.deepEqual([body.kind, body.metadata.deletionGracePeriodSeconds], ['Pod', 30]);
    assert.equal((await client.get(`${PODS}/a`)).status, 404);
    assert.deepEqual([hns.removed, server.kubelet.endpointOf('default/a')], [['ep-1'], undefined]);
    await client.post(PODS, pod('c', { spec: { nodeName: 'win' } }));
    assert.equal((await read('c')).status.podIP, '10.224.0.72');
    assert.equal(hns.added.at(-1)?.addresses[0], '10.224.0.72');
  });

  it('frees the endpoint and the address of a pod that has finished', async () => {
    await client.post(PODS, pod('job', { spec: { nodeName: 'win' } }));
    await client.patch(`${PODS}/job/status`, 'merge', { status: { phase: 'Succeeded' } });
    assert.deepEqual(hns.removed, ['ep-1']);
    await client.post(PODS, pod('next', { spec: { nodeName: 'win' } }));
    assert.deepEqual([(await read('job')).status.podIP, (await read('next')).status.podIP], ['10.224.0.72', '10.224.0.72']);
  });

  it('leaves pods pending and terminating while it is paused', async () => {
    await client.post(PODS, pod('old', { spec: { nodeName: 'win' } }));
    server.kubelet.pause();
    await client.post(PODS, pod('new', { spec: { nodeName: 'win' } }));
    await client.call('DELETE', `${PODS}/old`);
    assert.equal((await read('new')).status.podIP, undefined);
    assert.notEqual((await read('old')).metadata.deletionTimestamp, undefined);
    server.kubelet.resume();
    assert.equal((await client.get(`${PODS}/old`)).status, 404);
    assert.equal((await read('new')).status.phase, 'Running');
  });

  it('detects after resume that a pod was replaced by another with its name', async () => {
    await client.post(PODS, pod('x', { spec: { nodeName: 'win' } }));
    server.kubelet.pause();
    await client.call('DELETE', `${PODS}/x?gracePeriodSeconds=0`);
    await client.post(PODS, pod('x', { spec: { nodeName: 'win' } }));
    server.kubelet.resume();
    assert.deepEqual([hns.removed, hns.added.length], [['ep-1'], 2]);
    assert.equal(hns.added[1]!.uid, (await read('x')).metadata.uid);
  });

  it('keeps a terminating pod, its endpoint and its address until its grace period ends', async () => {
    const slow = await KubeServer.start({
      nodes: [{ name: 'win', os: 'windows', addresses: ['10.224.0.10'], podAddresses: ['10.224.0.72'], hns }],
      gracePeriods: true,
      second: 10,
    });
    const own = new Client(slow);
    try {
      await own.post(PODS, pod('p', { spec: { nodeName: 'win' } }));
      const events = await own.watch(`${PODS}?resourceVersion=${slow.store.revision}`);
      const { body } = await own.call('DELETE', `${PODS}/p?gracePeriodSeconds=3`);
      assert.deepEqual([body.metadata.deletionGracePeriodSeconds, body.status.phase], [3, 'Running']);
      assert.deepEqual(await events.summary(2), ['MODIFIED p', 'DELETED p']);
      assert.deepEqual(hns.removed, ['ep-1']);
    } finally {
      own.close();
      await slow.close();
    }
  });

  it('adopts seeded pods of its nodes with their addresses, and ignores pods of unknown nodes, including terminating ones', async () => {
    const running = (podIP: string) => ({ phase: 'Running', podIP, podIPs: [{ ip: podIP }] });
    server.store.seed([
      pod('local', { spec: { nodeName: 'win' }, status: running('10.224.0.72') }),
      pod('remote', { spec: { nodeName: 'elsewhere' }, status: running('10.1.2.3') }),
      pod('done', { spec: { nodeName: 'win' }, status: { ...running('10.224.0.73'), phase: 'Failed' } }),
    ]);
    assert.deepEqual(
      hns.added.map(({ podKey, addresses }) => [podKey, addresses]),
      [['default/local', ['10.224.0.72']]],
    );
    assert.deepEqual((await read('local')).status, running('10.224.0.72'));
    await client.post(PODS, pod('next', { spec: { nodeName: 'win' } }));
    assert.equal((await read('next')).status.podIP, '10.224.0.73');
    await client.call('DELETE', `${PODS}/remote`);
    assert.equal((await read('remote')).metadata.deletionGracePeriodSeconds, 30);
    await client.call('DELETE', `${PODS}/remote?gracePeriodSeconds=0`);
    assert.equal((await client.get(`${PODS}/remote`)).status, 404);
  });

  it('keeps a pod pending if its endpoint cannot be created, reports the reason in an Event, and reuses the address', async () => {
    let working = false;
    hns.onAdd = () => {
      if (!working) throw new Error('HNS is away');
    };
    await client.post(PODS, pod('late', { spec: { nodeName: 'win' } }));
    assert.equal((await read('late')).status.phase, 'Pending');
    assert.match((await client.get('/api/v1/events')).body.items[0].message, /HNS is away/);
    working = true;
    server.kubelet.resume();
    assert.deepEqual([(await read('late')).status.podIP, hns.added.length], ['10.224.0.72', 1]);
  });

  it('starts a seeded pod that is bound but has no address yet', async () => {
    server.store.seed([pod('bound', { spec: { nodeName: 'win' } })]);
    assert.equal((await read('bound')).status.podIP, '10.224.0.72');
  });
});

describe('simulator/kube/address-pool', () => {
  it('assigns all addresses of a CIDR except the first and last', () => {
    const pool = new AddressPool('10.0.0.0/29');
    assert.deepEqual(
      Array.from({ length: 6 }, () => pool.allocate()),
      [1, 2, 3, 4, 5, 6].map(n => `10.0.0.${n}`),
    );
    assert.throws(() => pool.allocate(), /no pod address left from 10.0.0.1 to 10.0.0.6/);
  });

  it('assigns the lowest free address of a range, or with `never` only new addresses', () => {
    const pools = [new AddressPool('10.0.0.5-10.0.0.9'), new AddressPool('10.0.0.5-10.0.0.9', 'never')];
    const next = pools.map(pool => {
      pool.reserve('10.0.0.6');
      const first = [pool.allocate(), pool.allocate()];
      pool.free('10.0.0.5');
      return [...first, pool.allocate()];
    });
    assert.deepEqual(next, [
      ['10.0.0.5', '10.0.0.7', '10.0.0.5'],
      ['10.0.0.5', '10.0.0.7', '10.0.0.8'],
    ]);
  });

  it('counts up from a first address, IPv6 too', () => {
    const pool = new AddressPool('fd00::ffff');
    assert.deepEqual([pool.allocate(), pool.allocate()], ['fd00::ffff', 'fd00::1:0']);
  });

  it('rejects text that is not an address, CIDR or range', () => {
    for (const text of ['x', '10.0.0.1-x', '10.0.0.1-fd00::1', '10.0.0.0/33']) assert.throws(() => new AddressPool(text), TypeError);
  });
});
