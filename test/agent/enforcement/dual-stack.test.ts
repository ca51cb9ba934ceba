import assert from 'node:assert/strict';
import type { EnforcerConfig } from '../../../src/agent/enforcer.ts';
import { parseAddress } from '../../../src/core/address.ts';
import type { Translation } from '../../../src/hns/windows.ts';
import { Fabric } from '../../../src/simulator/hns/fabric.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { SWITCHES } from '../../../src/simulator/hns/switches.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = ['10.224.0.72', 'fd00:224::72'] as const;
const CLIENT = ['10.224.9.5', 'fd00:224:9::5'] as const;
const OTHER = ['10.224.9.6', 'fd00:224:9::6'] as const;
const NODE = [NODE_ADDRESS, 'fd00:224::4'] as const;
const TRANSLATED: Partial<EnforcerConfig> = { translate: ['ipv6'] };

const server = pod('server', SERVER, { app: 'server' });
const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, {}, { node: 'linux1' })];
const web = allow('web', 'server', 'client', 80);

function newNode(...[switches, config = TRANSLATED, flows, options]: ConstructorParameters<typeof NodeUnderTest>): NodeUnderTest {
  const node = new NodeUnderTest(switches, config, flows, options);
  node.hostAddresses = NODE;
  return node;
}

/** Ends that reach the server on port 80, by family: `client/4`. */
function reaching(node: NodeUnderTest): string[] {
  return Object.entries({ client: CLIENT, other: OTHER, node: NODE }).flatMap(([name, addresses]) =>
    addresses.flatMap((address, index) => (node.allows(address, SERVER[index]!, 80) ? `${name}/${index === 0 ? 4 : 6}` : [])),
  );
}

function discovers(node: NodeUnderTest, address: string): boolean {
  return new Fabric([node.hns]).discovers(parseAddress(address)!, parseAddress(SERVER[1])!);
}

const ipv6Of = (policies: readonly Policy[]) => policies.filter(({ Settings }) => JSON.stringify(Settings).includes('::'));
const EVERY = ['client/4', 'client/6', 'node/4', 'node/6'];
const IPV4 = ['client/4', 'node/4'];
const CLOSED = ['node/4', 'node/6'];

describe('agent: endpoints with an IPv4 and an IPv6 address', () => {
  let node: NodeUnderTest;
  afterEach(() => node.end());

  const codes = () => node.enforcer.detail().pods.flatMap(({ issues }) => issues.map(({ code }) => code));

  for (const neighbourDiscovery of SWITCHES.neighbourDiscovery) {
    it(`one Update enforces both families, and kubelet probes and neighbour discovery pass (neighbourDiscovery: ${neighbourDiscovery})`, async () => {
      node = newNode({ neighbourDiscovery });
      const endpoint = node.endpoint(SERVER);
      node.sync(server, ...peers, web);
      await node.settle();
      assert.deepEqual(reaching(node), EVERY);
      assert.deepEqual(
        [...CLIENT.slice(1), ...OTHER.slice(1), NODE[1]].map(address => discovers(node, address)),
        [true, true, true],
      );
      assert.deepEqual(node.writes, [endpoint]);
      assert.deepEqual(node.enforcer.status().state, 'healthy');
      assert.deepEqual(codes(), []);

      node.set(pod('other', OTHER, { app: 'client' }, { node: 'linux1' }));
      await node.settle();
      assert.deepEqual(reaching(node), ['client/4', 'client/6', 'other/4', 'other/6', 'node/4', 'node/6']);
      assert.deepEqual(node.writes, [endpoint, endpoint]);
    });
  }

  it('a switch on or off is one Update, which leaves no translated grant, and each restart without a change writes nothing', async () => {
    node = newNode({}, { translate: [] });
    const endpoint = node.endpoint(SERVER);
    const blocks = policy('blocks', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: `${OTHER[1]}/128` } }] }] });
    const objects = [server, ...peers, web, blocks];
    node.sync(...objects);
    await node.settle();
    const rejected = node.hns.policiesOf(endpoint);
    assert.deepEqual([reaching(node), ipv6Of(rejected)], [IPV4, []]);
    assert.deepEqual(codes(), ['unsupported-ipv6']);

    for (const translate of [['ipv6'], [], ['ipv6'], []] satisfies Translation[][]) {
      for (const writes of [[endpoint], []]) {
        node.hns.forgetCalls();
        await node.restart({ translate });
        node.sync(...objects);
        await node.settle();
        await node.pass(60);
        assert.deepEqual(node.writes, writes);
      }
      if (translate.length > 0) assert.deepEqual(reaching(node), ['client/4', 'client/6', 'other/6', 'node/4', 'node/6']);
      else assert.deepEqual(node.hns.policiesOf(endpoint), rejected);
    }
  });

  it('with an HNS that returns another spelling, a synchronised endpoint is not written again', async () => {
    node = newNode({ readBack: 'normalised' });
    const endpoint = node.endpoint(SERVER);
    node.sync(server, ...peers, web, policy('everyone', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }] }));
    await node.settle();
    await node.pass(120);
    assert.deepEqual(node.writes, [endpoint]);
  });

  it('an endpoint with an IPv4 address alone gets no ACL with IPv6, whatever the policies and the node have', async () => {
    node = newNode();
    const endpoint = node.endpoint('10.224.0.72');
    node.sync(pod('server', '10.224.0.72', { app: 'server' }), ...peers, web);
    await node.settle();
    assert.deepEqual([ipv6Of(node.hns.policiesOf(endpoint)), reaching(node).filter(end => end.endsWith('4'))], [[], IPV4]);
  });

  it('a change of the node’s IPv6 address is followed', async () => {
    node = newNode();
    const endpoint = node.endpoint(SERVER);
    node.sync(server, web);
    await node.settle();
    node.hostAddresses = [NODE_ADDRESS, 'fd00:224::5'];
    await node.pass(60);
    assert.deepEqual([node.allows('fd00:224::5', SERVER[1], 1), node.allows(NODE[1], SERVER[1], 1)], [true, false]);
    assert.deepEqual(node.writes, [endpoint, endpoint]);
  });

  describe('without a container runtime', () => {
    const byAddress = { cri: false } as const;

    it('the pod of any of the addresses owns the endpoint. A family that the pod does not claim has no grants', async () => {
      for (const [index, expected] of [
        [0, ['client/4', 'node/4', 'node/6']],
        [1, ['client/4', 'client/6', 'node/4', 'node/6']],
      ] as const) {
        node = newNode({}, TRANSLATED, 'all', byAddress);
        node.endpoint(SERVER);
        node.sync(pod('server', SERVER[index], { app: 'server' }), ...peers, web);
        await node.settle();
        assert.deepEqual(reaching(node), expected);
        if (index === 0) await node.end();
      }
    });

    it('two pods that claim one address each close the endpoint, also if one of them is terminating', async () => {
      for (const terminating of [false, true]) {
        node = newNode({}, TRANSLATED, 'all', byAddress);
        node.endpoint(SERVER);
        const second = pod('second', SERVER[1], { app: 'server' }, { terminating });
        node.sync(pod('server', SERVER[0], { app: 'server' }), second, ...peers, web);
        await node.settle();
        assert.deepEqual(reaching(node), CLOSED);
        assert.ok(CLIENT.slice(1).every(address => discovers(node, address)));
        assert.deepEqual(codes(), ['ambiguous-address', 'ambiguous-address']);
        node.delete('pod', 'demo/second');
        await node.settle();
        assert.deepEqual(reaching(node), ['client/4', 'node/4', 'node/6']);
        if (!terminating) await node.end();
      }
    });

    it('a peer whose IPv6 address another pod claims too is a peer for IPv4 alone', async () => {
      node = newNode({}, TRANSLATED, 'all', byAddress);
      node.endpoint(SERVER);
      node.sync(server, ...peers, pod('rival', CLIENT[1], {}, { node: 'linux2' }), web);
      await node.settle();
      assert.deepEqual(reaching(node), ['client/4', 'node/4', 'node/6']);
    });
  });

  it('if HNS rejects ACLs with IPv6, the pod is closed with ACLs of IPv4 alone, and reported', async () => {
    // Older than IPv6 in ACLs.
    node = newNode({}, TRANSLATED, 'all', { version: { Major: 11, Minor: 9 } });
    const endpoint = node.endpoint(SERVER);
    node.sync(server, ...peers, web);
    await node.pass(5);
    assert.deepEqual([reaching(node), ipv6Of(node.hns.policiesOf(endpoint))], [['node/4'], []]);
    assert.deepEqual(codes(), ['acls-rejected']);
    assert.equal(node.enforcer.status().state, 'degraded');
  });
});
