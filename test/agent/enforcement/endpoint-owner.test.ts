import assert from 'node:assert/strict';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';

const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, {}, { node: 'linux1' })];
const guard = allow('p', 'server', 'client', 80);
const isolateDb = policy('db', { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress', 'Egress'] });
const local = pod('server', SERVER, { app: 'server' });
const heir = pod('heir', SERVER, { app: 'db' });

describe('agent: the owner of an endpoint', () => {
  let node: NodeUnderTest;

  beforeEach(() => {
    node = new NodeUnderTest();
  });
  afterEach(() => node.end());

  const isOfServer = (endpoint: string) => node.ours(endpoint).some(id => id.includes('demo.p'));
  const isClosed = () => !node.allows(CLIENT, SERVER, 80) && !node.allows(SERVER, OTHER, 80);

  describe('with one of both late', () => {
    it('finds an endpoint that appears after its pod within about a second', async () => {
      node.sync(local, ...peers, guard);
      await node.settle();
      assert.equal(node.enforcer.status().waitingPods, 1);
      await node.pass(10);
      const server = node.endpoint(SERVER);
      await node.pass(1.2);
      assert.deepEqual(node.writes, [server]);
      assert.equal(node.allows(OTHER, SERVER, 80), false);
      assert.equal(node.enforcer.status().waitingPods, 0);
    });

    it('logs one warning for a pod that waits long', async () => {
      node.sync(local, ...peers, guard);
      await node.pass(120);
      node.hns.forgetCalls();
      await node.pass(600);
      assert.equal(node.hns.calls.filter(call => call.name === 'HcnEnumerateNetworks').length, 20);
      assert.deepEqual(
        node.log.filter(({ level }) => level === 'warn').map(({ pods }) => pods),
        [['demo/server']],
      );
      node.endpoint(SERVER);
      await node.pass(30);
      assert.equal(node.allows(OTHER, SERVER, 80), false);
    });

    it('leaves an endpoint alone until its pod appears', async () => {
      const server = node.endpoint(SERVER);
      node.sync(...peers, guard);
      await node.settle();
      await node.pass(60);
      assert.deepEqual(node.writes, []);
      node.set(local);
      await node.settle();
      assert.deepEqual(node.writes, [server]);
      assert.equal(node.allows(OTHER, SERVER, 80), false);
    });

    it('enforces a pod as soon as it has an address', async () => {
      const server = node.endpoint(SERVER);
      node.sync({ ...local, addresses: [] }, ...peers, guard);
      await node.settle();
      assert.deepEqual(node.writes, []);
      assert.equal(node.enforcer.status().waitingPods, 0);
      node.set(local);
      await node.settle();
      assert.deepEqual(node.writes, [server]);
    });
  });

  describe('an address that moves between pods', () => {
    let server: string;

    beforeEach(async () => {
      server = node.endpoint(SERVER);
      node.sync(local, ...peers, guard, isolateDb);
      await node.settle();
      node.hns.forgetCalls();
    });

    it('with a new endpoint: it gets the new pod’s ACLs', async () => {
      node.delete('pod', 'demo/server');
      node.hns.removeEndpoint(server);
      await node.settle();
      const next = node.endpoint(SERVER);
      node.set(heir);
      await node.settle();
      assert.deepEqual(node.writes, [next]);
      assert.equal(isOfServer(next), false);
      assert.equal(isClosed(), true);
    });

    it('with the old endpoint still there: both lose the old pod’s ACLs', async () => {
      const next = node.endpoint(SERVER);
      node.delete('pod', 'demo/server');
      node.set(heir);
      await node.settle();
      assert.deepEqual(node.writes.toSorted(), [server, next].sort());
      assert.equal(isOfServer(server) || isOfServer(next), false);
      assert.equal(isClosed(), true);
    });

    it('with the old pod terminating: the endpoint stays that of its sandbox, and the live pod gets its own', async () => {
      node.set({ ...local, terminating: true }, heir);
      await node.settle();
      assert.equal(isOfServer(server), true);
      assert.deepEqual(node.writes, []);
      node.hns.removeEndpoint(server);
      const next = node.endpoint(SERVER);
      await node.settle();
      assert.deepEqual([isOfServer(next), isClosed()], [false, true]);
      assert.deepEqual(node.lines('error'), []);
    });

    it('with both pods alive: the sandbox decides, and the difference is a warning after 30 seconds, until one is gone', async () => {
      node.set({ ...heir, labels: {} });
      await node.settle();
      assert.deepEqual([isOfServer(server), node.allows(CLIENT, SERVER, 80), node.allows(OTHER, SERVER, 80)], [true, true, false]);
      assert.deepEqual([node.enforcer.status().state, node.enforcer.status().waitingPods], ['healthy', 1]);
      await node.pass(31);
      const [warning, ...others] = node.log.filter(({ level, message }) => level === 'warn' && message === 'pod not enforced as written');
      assert.match(String(warning?.reasons), /the API server reports its address for demo\/heir, demo\/server: the sandbox decides/);
      assert.deepEqual([others, node.lines('error'), node.writes], [[], [], []]);
      node.delete('pod', 'demo/heir');
      await node.settle();
      assert.equal(node.lines('info').filter(message => message === 'pod issues resolved').length, 1);
    });

    it('with both pods terminating: the sandbox decides', async () => {
      node.set({ ...local, terminating: true }, { ...heir, labels: {}, terminating: true });
      await node.settle();
      assert.deepEqual([isOfServer(server), node.allows(CLIENT, SERVER, 80), node.allows(OTHER, SERVER, 80)], [true, true, false]);
      assert.deepEqual([node.enforcer.status().state, node.writes], ['healthy', []]);
    });

    it('a finished pod has no endpoint any more: the next one gets its successor’s ACLs', async () => {
      node.set({ ...local, finished: true }, heir);
      node.hns.removeEndpoint(server);
      const next = node.endpoint(SERVER);
      await node.settle();
      assert.deepEqual([node.writes, isOfServer(next), isClosed()], [[next], false, true]);
      assert.deepEqual(node.lines('error'), []);
    });

    it('a pod re-created with the same name is another pod', async () => {
      node.set({ ...local, uid: 'another', labels: { app: 'db' } });
      await node.settle();
      assert.equal(isOfServer(server), false);
      assert.equal(isClosed(), true);
    });

    it('leaves the endpoint of an ended pod alone, because a pod that is not known yet may own it', async () => {
      const before = node.hns.policiesOf(server);
      node.delete('pod', 'demo/server');
      await node.settle();
      await node.pass(300);
      assert.deepEqual(node.writes, []);
      assert.deepEqual(node.hns.policiesOf(server), before);
    });

    it('between the read and the write: the endpoint keeps the pod of its sandbox, and the next one gets the new pod’s ACLs', async () => {
      node.hns.faults.plant({
        on: 'HcnQueryEndpointProperties',
        id: server,
        times: 1,
        run: () => {
          node.delete('pod', 'demo/server');
          node.set(heir);
        },
      });
      node.set(allow('p', 'server', 'client', 80, 81));
      await node.settle();
      assert.equal(isOfServer(server), true);
      node.hns.removeEndpoint(server);
      const next = node.endpoint(SERVER);
      await node.settle();
      assert.deepEqual([isOfServer(next), isClosed()], [false, true]);
    });
  });

  describe('an address that moves between pods, without the container runtime', () => {
    let server: string;

    beforeEach(async () => {
      await node.end();
      node = new NodeUnderTest({}, {}, 'all', { cri: false });
      server = node.endpoint(SERVER);
      node.sync(local, ...peers, guard, isolateDb);
      await node.settle();
      node.hns.forgetCalls();
    });

    it('with the old pod terminating: the live pod owns the address', async () => {
      node.set({ ...local, terminating: true }, heir);
      await node.settle();
      assert.equal(isOfServer(server), false);
      assert.equal(isClosed(), true);
      assert.deepEqual(node.lines('error'), []);
    });

    it('with both pods alive: the endpoint is closed in both directions and reported for both, until one is gone', async () => {
      node.set({ ...heir, labels: {} });
      await node.settle();
      assert.equal(isClosed(), true);
      assert.equal(node.allows(NODE_ADDRESS, SERVER, 80), true);
      assert.deepEqual(
        node.log.filter(({ level }) => level === 'error').map(({ message, pod: of }) => [message, of]),
        [
          ['pod not enforced as written', 'demo/heir'],
          ['pod not enforced as written', 'demo/server'],
        ],
      );
      assert.match(String(node.log.find(({ level }) => level === 'error')!.reasons), /also claimed by demo\/server/);
      assert.equal(node.enforcer.status().state, 'degraded');
      assert.equal(await node.metric('healthy'), 0);
      await node.pass(300);
      assert.equal(node.lines('error').length, 2);
      node.delete('pod', 'demo/heir');
      await node.settle();
      assert.equal(node.allows(CLIENT, SERVER, 80), true);
      assert.equal(node.enforcer.status().state, 'healthy');
      assert.deepEqual(
        node.lines('info').filter(message => /^pod (with )?issues/.test(message)),
        ['pod with issues deleted', 'pod issues resolved'],
      );
    });

    it('with both pods terminating: the endpoint is closed and the state is degraded', async () => {
      node.set({ ...local, terminating: true }, { ...heir, labels: {}, terminating: true });
      await node.settle();
      assert.equal(isClosed(), true);
      assert.equal(node.enforcer.status().state, 'degraded');
    });

    it('a finished pod does not own its address', async () => {
      node.set({ ...local, finished: true }, heir);
      await node.settle();
      assert.equal(isClosed(), true);
      assert.deepEqual(node.lines('error'), []);
    });

    it('between the read and the write: the endpoint gets the new pod’s ACLs', async () => {
      node.hns.faults.plant({
        on: 'HcnQueryEndpointProperties',
        id: server,
        times: 1,
        run: () => {
          node.delete('pod', 'demo/server');
          node.set({ ...heir, labels: {} });
        },
      });
      node.set(allow('p', 'server', 'client', 80, 81));
      await node.settle();
      assert.deepEqual(node.writes, [server]);
      assert.deepEqual(node.ours(server), []);
    });
  });

  describe('an address of a peer', () => {
    const backend = (more: Parameters<typeof pod>[3]) => pod('backend', CLIENT, { app: 'client' }, more);
    const stranger = (more: Parameters<typeof pod>[3]) => pod('stranger', CLIENT, { app: 'stranger' }, more);

    for (const on of ['linux1', 'win1']) {
      it(`belongs to the live pod, not the terminating peer: both on ${on}`, async () => {
        node.endpoint(SERVER);
        if (on === 'win1') node.endpoint(CLIENT);
        node.sync(local, backend({ node: on }), guard);
        await node.settle();
        assert.equal(node.allows(CLIENT, SERVER, 80), true);
        node.set(backend({ node: on, terminating: true }), stranger({ node: on }));
        await node.settle();
        assert.equal(node.allows(CLIENT, SERVER, 80), false);
        assert.deepEqual(node.lines('error'), []);
        node.delete('pod', 'demo/stranger');
        await node.settle();
        assert.equal(node.allows(CLIENT, SERVER, 80), true);
      });
    }

    it('does not belong to the peer while a pod of another node claims it too', async () => {
      node.endpoint(SERVER);
      node.sync(local, backend({ node: 'linux1' }), stranger({ node: 'linux2' }), guard);
      await node.settle();
      assert.equal(node.allows(CLIENT, SERVER, 80), false);
      assert.equal(node.enforcer.status().state, 'healthy');
      assert.deepEqual(node.lines('warn'), []);
    });

    it('is not reported on a node whose sandbox proves its owner', async () => {
      node.endpoint(CLIENT);
      node.sync(backend({}), stranger({ node: 'linux2' }));
      await node.pass(60);
      assert.deepEqual([node.lines('warn'), node.enforcer.status().state], [[], 'healthy']);
    });

    it('is reported on the node of each pod that claims it, without the container runtime', async () => {
      await node.end();
      node = new NodeUnderTest({}, {}, 'all', { cri: false });
      node.endpoint(CLIENT);
      node.sync(backend({}), stranger({ node: 'linux2' }));
      await node.settle();
      assert.deepEqual(node.lines('warn'), ['pod not enforced as written']);
      assert.match(
        String(node.log.find(({ level }) => level === 'warn')!.reasons),
        /10\.224\.9\.5 is also claimed by a pod of another node/,
      );
    });
  });

  it('gives an endpoint that was re-created with a new id its pod’s ACLs', async () => {
    const server = node.endpoint(SERVER);
    node.sync(local, ...peers, guard);
    await node.settle();
    node.hns.removeEndpoint(server);
    const next = node.endpoint(SERVER);
    await node.pass(30);
    assert.deepEqual(node.writes, [server, next]);
    assert.equal(node.allows(OTHER, SERVER, 80), false);
    assert.equal(await node.metric('drift_repaired_total'), 0);
  });

  it('follows a pod whose new sandbox has another address', async () => {
    const server = node.endpoint(SERVER);
    node.sync(local, ...peers, guard);
    await node.settle();
    node.hns.removeEndpoint(server);
    const next = node.endpoint(SECOND);
    node.set({ ...local, addresses: [SECOND] });
    await node.settle();
    assert.deepEqual(node.writes, [server, next]);
    assert.equal(node.allows(OTHER, SECOND, 80), false);
  });

  it('gives every live endpoint with a pod’s address its ACLs', async () => {
    const both = [node.endpoint(SERVER), node.endpoint(SERVER)];
    node.sync(local, ...peers, guard);
    await node.settle();
    assert.deepEqual(node.writes.toSorted(), both.toSorted());
    assert.deepEqual(node.ours(both[0]!), node.ours(both[1]!));
  });

  it('matches an endpoint by any address of the pod', async () => {
    const server = node.endpoint(['fd00::72', SERVER]);
    node.sync({ ...local, addresses: ['10.224.0.99', SERVER] }, ...peers, guard);
    await node.settle();
    assert.deepEqual(node.writes, [server]);
  });

  it('leaves endpoints alone that are remote, not attached or on no selected network', async () => {
    const nat = node.hns.addNetwork({ name: 'nat', type: 'NAT', subnets: ['172.16.0.0/16'] });
    node.endpoint(SERVER, FOREIGN, nat);
    node.hns.addEndpoint({ network: node.network, ips: [SERVER], flags: 1 });
    for (const state of ['Created', 'Detached', 'Degraded'] as const) node.hns.addEndpoint({ network: node.network, ips: [SERVER], state });
    node.sync(local, ...peers, guard);
    await node.settle();
    assert.deepEqual(node.writes, []);
    assert.equal(node.enforcer.status().endpoints, 0);
  });

  describe('networks are selected', () => {
    async function chosen(config: ConstructorParameters<typeof NodeUnderTest>[1]): Promise<string[]> {
      await node.end();
      node = new NodeUnderTest({}, config);
      const names = new Map([[node.endpoint('10.0.0.1'), 'azure']]);
      for (const [index, [name, type]] of (
        [
          ['azure2', 'L2Tunnel'],
          ['vxlan0', 'Overlay'],
          ['ext', 'Transparent'],
          ['nat', 'NAT'],
          ['ics', 'ICS'],
        ] as const
      ).entries()) {
        const network = node.hns.addNetwork({ name, type });
        names.set(node.endpoint(`10.0.0.${index + 2}`, [], network), name);
      }
      node.sync(policy('all', { podSelector: {} }), ...Array.from({ length: 6 }, (_, index) => pod(`pod${index}`, `10.0.0.${index + 1}`)));
      await node.settle();
      return node.writes.map(id => names.get(id)!).sort();
    }

    it('by default: the types that CNI plugins use', async () => {
      assert.deepEqual(await chosen({}), ['azure', 'azure2', 'ext', 'vxlan0']);
    });

    it('by a pattern for the full name, of any type', async () => {
      assert.deepEqual(await chosen({ network: 'azure' }), ['azure']);
      assert.deepEqual(await chosen({ network: 'nat|azure.*' }), ['azure', 'azure2', 'nat']);
    });

    it('by type, which may be NAT, the type that HNS omits', async () => {
      assert.deepEqual(await chosen({ networkTypes: ['NAT', 'Overlay'] }), ['nat', 'vxlan0']);
    });

    it('by both, which must both match', async () => {
      assert.deepEqual(await chosen({ network: 'azure.*', networkTypes: ['L2Tunnel'] }), ['azure2']);
    });
  });

  describe('the own node', () => {
    let server: string;

    beforeEach(async () => {
      server = node.endpoint(SERVER);
      node.sync(local, ...peers, guard);
      await node.settle();
      node.hns.forgetCalls();
    });

    it('a changed node address: allows the new one, and no longer the old one', async () => {
      node.hostAddresses = ['10.224.0.5'];
      await node.pass(30);
      assert.deepEqual(node.writes, [server]);
      assert.equal(node.allows('10.224.0.5', SERVER, 4711), true);
      assert.equal(node.allows(NODE_ADDRESS, SERVER, 4711), false);
    });

    it('no address: closed for the node, with one warning', async () => {
      node.hostAddresses = [];
      await node.pass(300);
      assert.deepEqual(node.writes, [server]);
      assert.equal(node.allows(NODE_ADDRESS, SERVER, 80), false);
      assert.equal(node.lines('warn').length, 1);
      node.hostAddresses = [NODE_ADDRESS];
      await node.pass(30);
      assert.equal(node.allows(NODE_ADDRESS, SERVER, 80), true);
    });
  });
});
