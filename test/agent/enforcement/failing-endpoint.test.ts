import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const BROKEN = '10.224.0.73';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';

const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, {}, { node: 'linux1' })];

describe('agent: an endpoint that fails', () => {
  let node: NodeUnderTest;
  let server: string;
  let broken: string;

  beforeEach(() => {
    node = new NodeUnderTest();
    broken = node.run('broken', BROKEN, { app: 'server' });
    server = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers);
  });
  afterEach(() => node.end());

  const writesTo = (endpoint: string) => node.writes.filter(id => id === endpoint).length;

  /** Asserts that the other endpoint follows its policy within a second. */
  async function assertOtherUnaffected(): Promise<void> {
    for (const ports of [[81], [80], [80, 82]]) {
      node.set(allow('p', 'server', 'client', ...ports));
      await node.pass(1);
      for (const port of [80, 81, 82]) assert.equal(node.allows(CLIENT, SERVER, port), ports.includes(port), `port ${port} of ${ports}`);
    }
  }

  for (const hresult of [
    'E_INVALIDARG',
    'HCN_E_PORT_NOT_FOUND',
    'RPC_S_CALL_FAILED',
    'E_ACCESSDENIED',
    'HCN_E_DEGRADED_OPERATION',
  ] as const) {
    it(`permanently, with ${hresult}: bounded calls per minute, other endpoints unaffected`, async () => {
      node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, fail: hresult });
      node.set(allow('p', 'server', 'client', 80));
      await node.pass(600);
      await assertOtherUnaffected();
      node.hns.forgetCalls();
      for (let minute = 0; minute < 60; minute++) {
        const before = writesTo(broken);
        await node.pass(60);
        assert.ok(writesTo(broken) - before <= 3, `${writesTo(broken) - before} calls in minute ${minute}`);
      }
      assert.equal(writesTo(server), 0);
      assert.equal(node.enforcer.status().state, 'degraded');
      assert.equal(node.enforcer.status().failingEndpoints, 1);
    });
  }

  it('permanently, while its policy keeps changing: still bounded', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, fail: 'E_INVALIDARG' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    node.hns.forgetCalls();
    for (let second = 0; second < 300; second++) {
      node.set(allow('p', 'server', 'client', 80 + (second % 2)));
      await node.pass(1);
    }
    assert.ok(writesTo(broken) <= 5 * 4, `${writesTo(broken)} calls in five minutes`);
    assert.ok(writesTo(server) >= 290);
  });

  it('is retried at once after its policy is corrected', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, fail: 'E_INVALIDARG' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    node.hns.faults.clear();
    node.set(allow('p', 'server', 'client', 81));
    await node.settle();
    assert.equal(node.allows(CLIENT, BROKEN, 81), true);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('is one error line for equal failures, and one info line on recovery', async () => {
    const heal = node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, fail: 'HCN_E_PORT_NOT_FOUND' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    const errors = node.log.filter(line => line.level === 'error');
    assert.deepEqual(
      errors.map(({ message, pod: of, endpoint, hresult, code }) => [message, of, endpoint, hresult, code]),
      [['endpoint not updated', 'demo/broken', broken, 'HCN_E_PORT_NOT_FOUND', 'unavailable']],
    );
    heal();
    await node.pass(60);
    const updated = node.log.filter(line => line.message === 'endpoint updated' && line.endpoint === broken);
    assert.equal(updated.length, 1);
    assert.ok(Number(updated[0]!.failures) > 0);
  });

  it('that never responds: its calls time out, others are unaffected and few calls stay hung', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, hang: true });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(3);
    await assertOtherUnaffected();
    await node.pass(600);
    await assertOtherUnaffected();
    await node.pass(3_600);
    assert.ok(node.hns.faults.hanging <= 3, `${node.hns.faults.hanging} calls hang`);
    assert.equal(await node.metric('hns_hung_calls'), node.hns.faults.hanging);
    // The hung call takes effect late. The next work then compares the endpoint with its desired state.
    node.hns.faults.clear();
    await node.pass(600);
    assert.equal(node.allows(CLIENT, BROKEN, 82), true);
    assert.equal(node.allows(OTHER, BROKEN, 80), false);
  });

  it('that cannot be read is logged once, and does not stop others', async () => {
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: broken, fail: 'HCN_E_INVALID_JSON' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(1);
    await assertOtherUnaffected();
    await node.pass(600);
    assert.deepEqual(node.lines('error'), ['endpoint cannot be read']);
    assert.equal(node.enforcer.status().state, 'degraded');
    node.hns.faults.clear();
    await node.pass(30);
    assert.equal(node.allows(OTHER, BROKEN, 80), false);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('that cannot be read beside a stale one with the same address: not healthy, and closed when it can be read', async () => {
    const live = node.endpoint(SERVER);
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: live, fail: 'HCN_E_DEGRADED_OPERATION' });
    node.set(policy('deny', { podSelector: {}, policyTypes: ['Ingress'] }));
    await node.pass(60);
    const { state, failingEndpoints } = node.enforcer.status();
    assert.deepEqual([state, failingEndpoints], ['degraded', 0]);
    assert.deepEqual(node.lines('error'), ['endpoint cannot be read']);
    assert.deepEqual(node.ours(live), []);
    node.hns.faults.clear();
    await node.pass(30);
    assert.notDeepEqual(node.ours(live), []);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('that vanishes before its Update is not a failure', async () => {
    node.hns.faults.plant({
      on: 'HcnModifyEndpoint',
      id: broken,
      times: 1,
      fail: 'HCN_E_ENDPOINT_NOT_FOUND',
      run: () => node.hns.removeEndpoint(broken),
    });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(1);
    node.delete('pod', 'demo/broken');
    await node.settle();
    assert.deepEqual(node.lines('error'), []);
    assert.equal(await node.metric('endpoint_updates_total', { result: 'gone' }), 1);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('that returns with another id is found within about a second', async () => {
    let next = '';
    node.hns.faults.plant({
      on: 'HcnModifyEndpoint',
      id: broken,
      times: 1,
      run: () => {
        node.hns.removeEndpoint(broken);
        next = node.endpoint(BROKEN);
      },
    });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(1.5);
    assert.equal(writesTo(next), 1);
    assert.deepEqual(node.lines('error'), []);
  });

  it('that is gone loses its failure count', async () => {
    const heal = node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, fail: 'E_INVALIDARG' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(610);
    node.hns.removeEndpoint(broken);
    await node.pass(30);
    heal();
    node.hns.addEndpoint({ id: broken, network: node.network, ips: [BROKEN] });
    await node.pass(1.5);
    assert.equal(node.allows(CLIENT, BROKEN, 80), true);
    assert.equal(node.allows(OTHER, BROKEN, 80), false);
  });

  it('that is slow does not delay others, and its result is logged later', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, times: 1, delay: 20_000 });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(5);
    assert.equal(node.enforcer.status().state, 'degraded');
    await assertOtherUnaffected();
    await node.pass(13);
    const updated = () => node.log.filter(({ message, endpoint }) => message === 'endpoint updated' && endpoint === broken).length;
    // The running Update, then the change that arrived meanwhile.
    assert.equal(updated(), 2);
    assert.equal(await node.metric('endpoint_updates_total', { result: 'updated' }), node.writes.length);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.equal(node.allows(CLIENT, BROKEN, 82), true);
  });

  it('treats success without effect as a failure and retries', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, times: 1, swallow: true });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(0.5);
    assert.deepEqual(
      node.log.filter(({ level }) => level === 'error').map(({ error }) => error),
      ['HNS reported success, but the endpoint does not hold the ACLs it was sent'],
    );
    await node.pass(2);
    assert.equal(node.allows(OTHER, BROKEN, 80), false);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('finds an Update in force whose response was lost, and sends no other', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, times: 1, afterEffect: true, fail: 'RPC_S_CALL_FAILED' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(60);
    assert.equal(writesTo(broken), 1);
    assert.ok(node.lines('info').includes('endpoint is in sync again'));
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  const foreignFrom = (first: number) =>
    Array.from({ length: 65501 - first }, (_, index) => ({
      Type: 'ACL',
      Settings: { Action: 'Block', Direction: 'In', RemoteAddresses: '192.0.2.1', Priority: first + index, RuleType: 'Switch' },
    }));

  it('is enforced if its foreign ACLs hold every priority from 65000 on', async () => {
    node.hns.setPolicies(broken, foreignFrom(65000));
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(5);
    assert.deepEqual([node.allows(OTHER, BROKEN, 80), node.allows(CLIENT, BROKEN, 80)], [false, true]);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('fails alone if its foreign ACLs leave no priority for own ACLs', async () => {
    node.hns.setPolicies(broken, foreignFrom(300));
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(1);
    await assertOtherUnaffected();
    assert.equal(writesTo(broken), 0);
    assert.deepEqual(node.lines('error'), ['endpoint not updated']);
  }).timeout(0);
});

describe('agent: an HNS that fails', () => {
  let node: NodeUnderTest;

  beforeEach(async () => {
    node = new NodeUnderTest();
    node.run('server', SERVER, { app: 'server' });
    node.sync(...peers);
    await node.settle();
  });
  afterEach(() => node.end());

  it('while the service is down: logs once, retries with back-off, and catches up afterwards', async () => {
    node.hns.stop();
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    assert.equal(node.enforcer.status().state, 'unhealthy');
    assert.equal(node.enforcer.status().ready, false);
    assert.deepEqual(node.lines('error'), ['HNS cannot be read: existing ACLs stay in force']);
    node.hns.forgetCalls();
    await node.pass(600);
    assert.ok(node.hns.calls.length <= 20 * 10, `${node.hns.calls.length} calls in ten minutes`);
    node.hns.start();
    await node.pass(60);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.equal(node.enforcer.status().ready, true);
    assert.equal(node.allows(OTHER, SERVER, 80), false);
    assert.ok(node.lines('info').includes('HNS can be read again'));
  });

  it('reports rejections while the service is down', async () => {
    node.hns.stop();
    await node.pass(60);
    node.set({
      ...allow('p', 'server', 'client', 80),
      ingress: [{ path: 'spec.ingress[0]', peers: 'any', ports: [{ path: 'spec.ingress[0].ports[0]', protocol: 'SCTP', port: 'any' }] }],
    });
    await node.pass(60);
    assert.ok(node.lines('error').includes('policy rejected'));
    assert.equal(node.recorded.filter(({ regarding }) => regarding.kind === 'NetworkPolicy').length, 1);
  });

  it('while every call hangs: makes few calls, and recovers when HNS responds', async () => {
    node.hns.faults.plant({ hang: true });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(3_600);
    // Half of the threads of the edge transport.
    assert.ok(node.hns.faults.hanging <= 8, `${node.hns.faults.hanging} calls hang`);
    assert.equal(node.enforcer.status().state, 'unhealthy');
    node.hns.faults.clear();
    await node.pass(60);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.equal(node.allows(OTHER, SERVER, 80), false);
  });
});
