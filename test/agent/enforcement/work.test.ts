import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const CLIENT = '10.224.9.5';
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });
const address = (index: number) => `10.224.1.${index + 1}`;

describe('agent: the work that a change causes', () => {
  let node: NodeUnderTest;
  afterEach(() => node.end());

  /** Pods `p0` … with labels `app: a0` …, in sync. @returns Their endpoints. */
  async function run(count: number): Promise<[string, ...string[]]> {
    node = new NodeUnderTest({}, {}, 'one-sided');
    const endpoints = Array.from({ length: count }, (_, index) => node.run(`p${index}`, address(index), { app: `a${index}` }));
    node.sync(client);
    await node.settle();
    // Rolling reads of the first second belong to no change.
    await node.pass(1);
    node.hns.forgetCalls();
    const [first, ...others] = endpoints;
    return [first!, ...others];
  }

  it('is three calls for one changed pod, whatever else runs on the node', async () => {
    const [first] = await run(20);
    node.set(allow('p', 'a0', 'client', 80));
    await node.clock.tickAsync(500);
    assert.deepEqual(
      node.hns.calls.filter(({ id }) => id === first).map(({ name }) => name),
      ['HcnQueryEndpointProperties', 'HcnModifyEndpoint', 'HcnQueryEndpointProperties'],
    );
    assert.deepEqual(node.writes, [first]);
    const others = node.hns.calls.filter(({ id, name }) => id !== first && name !== 'HcnEnumerateEndpoints');
    assert.ok(others.length <= 1, `${others.length} calls for other endpoints`);
  });

  it('a retry touches its own endpoint only', async () => {
    const [first] = await run(20);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: first, fail: 'HCN_E_PORT_NOT_FOUND' });
    node.set(allow('p', 'a0', 'client', 80));
    await node.pass(10);
    // Each endpoint is also read once per resync, 30 s.
    const others = node.hns.calls.filter(({ id, name }) => id !== first && name === 'HcnQueryEndpointProperties');
    assert.ok(others.length <= 10, `${others.length} reads of other endpoints in 10 s`);
  });

  it('each endpoint is read once per resync', async () => {
    const endpoints = await run(20);
    await node.pass(30);
    for (const endpoint of endpoints) {
      const reads = node.hns.calls.filter(({ id, name }) => id === endpoint && name === 'HcnQueryEndpointProperties').length;
      assert.ok(reads >= 1 && reads <= 2, `${reads} reads of ${endpoint}`);
    }
  });

  it('a new endpoint goes before changed ones', async () => {
    await run(20);
    node.hns.faults.plant({ delay: 50 });
    for (let index = 0; index < 20; index++) node.set(allow(`p${index}`, `a${index}`, 'client', 80));
    node.set(allow('late', 'late', 'client', 80));
    const late = node.run('late', '10.224.1.200', { app: 'late' });
    await node.pass(5);
    assert.ok(node.writes.indexOf(late) < 20, `write ${node.writes.indexOf(late) + 1} of ${node.writes.length}`);
    assert.equal(node.writes.length, 21);
  });

  it('a read that fails now and then does not delay the change', async () => {
    const [first] = await run(4);
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: first, fail: 'RPC_S_CALL_FAILED', times: 2 });
    node.set(allow('p', 'a0', 'client', 80));
    await node.clock.tickAsync(200);
    assert.deepEqual(node.writes, [first]);
  });

  it('a change cuts the back-off of a read that keeps failing', async () => {
    const [first] = await run(4);
    const heal = node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: first, fail: 'HCN_E_INVALID_JSON' });
    await node.pass(300);
    heal();
    node.set(allow('p', 'a0', 'client', 80));
    await node.clock.tickAsync(200);
    assert.deepEqual(node.writes, [first]);
  });

  it('a failed look at HNS delays no change', async () => {
    const [first] = await run(4);
    node.hns.faults.plant({ on: 'HcnEnumerateEndpoints', fail: 'HCN_E_INVALID_JSON' });
    await node.pass(5);
    node.set(allow('p', 'a0', 'client', 80));
    await node.clock.tickAsync(200);
    assert.deepEqual(node.writes, [first]);
  });

  it('a hung look delays no change, and a new endpoint by one timeout', async () => {
    const [first] = await run(4);
    node.hns.faults.plant({ on: 'HcnEnumerateEndpoints', hang: true, times: 1 });
    await node.pass(2);
    node.set(allow('p', 'a0', 'client', 80), allow('q', 'late', 'client', 80));
    const late = node.run('late', '10.224.1.200', { app: 'late' });
    await node.pass(1);
    assert.deepEqual(node.writes, [first]);
    await node.pass(33);
    assert.deepEqual(node.writes, [first, late]);
  });

  it('endpoints whose reads hang do not delay the others', async () => {
    const endpoints = await run(20);
    for (const endpoint of endpoints.slice(0, 12)) node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: endpoint, hang: true });
    await node.pass(40);
    node.hns.forgetCalls();
    for (let index = 12; index < 20; index++) node.set(allow(`p${index}`, `a${index}`, 'client', 80));
    await node.pass(10);
    assert.deepEqual(node.writes.toSorted(), endpoints.slice(12).toSorted());
  });

  it('an HNS that serves one call at a time is never overrun', async () => {
    await run(30);
    let outstanding = 0;
    let most = 0;
    let queue: Promise<unknown> = Promise.resolve();
    const transport = node.hns.transport();
    const serial = {
      call: (...args: Parameters<typeof transport.call>) => {
        most = Math.max(most, ++outstanding);
        const turn = queue.then(() => new Promise(resolve => setTimeout(resolve, 2_000))).then(() => transport.call(...args));
        queue = turn.catch(() => {});
        return turn.finally(() => outstanding--);
      },
      close: () => transport.close(),
    };
    await node.restart({}, serial);
    node.sync(client, ...Array.from({ length: 30 }, (_, index) => pod(`p${index}`, address(index), { app: `a${index}` })));
    for (let index = 0; index < 30; index++) node.set(allow(`p${index}`, `a${index}`, 'client', 80));
    await node.pass(600);
    assert.equal(new Set(node.writes).size, 30);
    assert.ok(most <= 8, `${most} calls at a time`);
    assert.equal(await node.metric('hns_calls_total', { result: 'timeout' }), 0);
  });
});
