import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const OUTSIDE = '203.0.113.9';
const SELECTED = { matchLabels: { app: 'server' } };
const count = <T>(length: number, item: (index: number) => T): T[] => Array.from({ length }, (_, index) => item(index));
const block = (cidr: string) => ({ ipBlock: { cidr } });

describe('agent: a policy with many rules', () => {
  let node: NodeUnderTest;
  let server: string;

  beforeEach(() => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
  });
  afterEach(() => node.end());

  it('of which two have 4,000 peers and ports in common is enforced exactly', async () => {
    const peers = count(4000, i => block(`10.0.${i >> 7}.${(i & 127) * 2}/32`));
    const ports = count(4000, i => ({ port: 1 + 2 * i }));
    const rule = (peer: string, port: number) => ({ from: [...peers, block(`${peer}/32`)], ports: [...ports, { port }] });
    const ingress = [rule('192.168.0.1', 60_001), rule('192.168.0.3', 60_003)];
    node.sync(policy('p', { podSelector: SELECTED, ingress }, { maxEntries: 20_000 }));
    await node.settle();
    const allows = (from: string, port: number) => node.allows(from, SERVER, port);
    assert.deepEqual([allows('10.0.0.0', 1), allows('192.168.0.1', 60_001), allows('192.168.0.3', 7999)], [true, true, true]);
    assert.deepEqual([allows(OUTSIDE, 1), allows('192.168.0.1', 60_003), allows('10.0.0.1', 1)], [false, false, false]);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('of which each two share a port needs one ACL for each rule', async () => {
    const rules = 46;
    const ports = count(rules, (): object[] => []);
    let port = 1000;
    for (const [a, first] of ports.entries()) {
      for (const second of ports.slice(a + 1)) {
        for (const list of [first, second]) list.push({ port });
        port += 2;
      }
    }
    const ingress = ports.map((list, i) => ({ from: [{ podSelector: { matchLabels: { app: `c${i}` } } }], ports: list }));
    const clients = count(rules, i => pod(`c${i}`, `10.224.9.${2 * i}`, { app: `c${i}` }, { node: 'linux1' }));
    node.sync(...clients, policy('p', { podSelector: SELECTED, ingress }));
    await node.settle();
    assert.equal(node.hns.policiesOf(server).filter(({ Settings }) => (Settings as { Priority?: number }).Priority === 1000).length, rules);
    assert.deepEqual(
      ['10.224.9.0', '10.224.9.2', '10.224.9.4', OUTSIDE].map(from => node.allows(from, SERVER, 1000)),
      [true, true, false, false],
    );
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('that need too many ACLs for ingress is closed for ingress and enforced for egress', async () => {
    const ingress = count(1100, i => ({ from: [block(`10.${i >> 8}.${i & 255}.1/32`)], ports: [{ port: 1 + 2 * i }] }));
    const dns = { podSelector: SELECTED, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] };
    node.sync(policy('in', { podSelector: SELECTED, ingress }), policy('dns', dns));
    await node.settle();
    assert.equal(node.allows('10.0.0.1', SERVER, 1), false);
    assert.deepEqual([node.allows(SERVER, OUTSIDE, 53, 'UDP'), node.allows(SERVER, OUTSIDE, 80)], [true, false]);
    assert.equal(node.enforcer.status().state, 'degraded');
    assert.equal(await node.metric('closed_endpoints', { reason: 'limit' }), 1);
  });
});
