import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod, policy } from '../objects.ts';

const address = (index: number) => `10.224.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`;
const client = pod('client', '10.224.9.5', { app: 'client' }, { node: 'linux1' });
const denyAll = policy('deny', { podSelector: {}, policyTypes: ['Ingress'] });

/** A node with pods `p0` … in sync. */
async function nodeWith(pods: number, options: ConstructorParameters<typeof NodeUnderTest>[3] = {}) {
  const node = new NodeUnderTest({}, {}, 'one-sided', options);
  const endpoints = Array.from({ length: pods }, (_, index) => node.run(`p${index}`, address(index), { app: `a${index}` }));
  node.sync(client);
  await node.settle();
  return { node, endpoints };
}

describe('agent: an HNS of which single calls fail now and then', () => {
  const TRIALS = 60;

  /** @returns Seconds until a new policy is in force, sorted, with a seed per trial. */
  async function seconds(probability: number): Promise<readonly number[]> {
    const took: number[] = [];
    for (let seed = 1000; seed < 1000 + TRIALS; seed++) {
      const { node, endpoints } = await nodeWith(4, { seed });
      try {
        node.hns.faults.plant({ probability, fail: 'RPC_S_CALL_FAILED' });
        const began = performance.now();
        node.set(allow('p', 'a0', 'client', 80));
        while (node.ours(endpoints[0]!).length === 0) {
          assert.ok(performance.now() - began < 60_000, `seed ${seed}`);
          await node.clock.tickAsync(20);
        }
        took.push((performance.now() - began) / 1000);
      } finally {
        await node.end();
      }
    }
    return took.sort((a, b) => a - b);
  }

  // By the simulated clock.
  for (const [probability, ninth, longest] of [
    [0.02, 0.2, 3],
    [0.05, 0.2, 3],
    [0.15, 1.5, 5],
  ] as const) {
    it(`${probability * 100} %: a new policy is in force in ${ninth} s for nine of ten, and in ${longest} s for all`, async () => {
      const took = await seconds(probability);
      const [p90, most] = [took[Math.floor(0.9 * TRIALS)]!, took.at(-1)!];
      assert.ok(p90 <= ninth && most <= longest, `p90 ${p90} s, longest ${most} s`);
    });
  }
});

describe('agent: an HNS that rejects every Update', () => {
  it('is asked at most ten times a second on a node with 80 pods', async () => {
    const { node } = await nodeWith(80);
    try {
      node.hns.faults.plant({ on: 'HcnModifyEndpoint', fail: 'HCN_E_PORT_NOT_FOUND' });
      node.hns.faults.plant({ delay: 5 });
      node.set(denyAll);
      await node.pass(180);
      for (let minute = 0; minute < 3; minute++) {
        node.hns.forgetCalls();
        await node.pass(60);
        const each = node.hns.calls.length / 60;
        assert.ok(each <= 10, `${each} calls a second in minute ${minute + 4}`);
      }
    } finally {
      await node.end();
    }
  }).timeout(120_000);
});

describe('agent: an HNS that serves one call at a time', () => {
  const PODS = 100;
  const CALL_S = 2;

  it(`at ${CALL_S} s a call: a policy is in force on ${PODS} endpoints within 1.3 times of what the calls take`, async () => {
    const { node, endpoints } = await nodeWith(PODS);
    try {
      let queue: Promise<unknown> = Promise.resolve();
      let isSlow = false;
      let outstanding = 0;
      const transport = node.hns.transport();
      await node.restart(
        {},
        {
          call: (...args) => {
            outstanding++;
            const turn = queue
              .then(() => isSlow && new Promise(resolve => setTimeout(resolve, CALL_S * 1_000)))
              .then(() => transport.call(...args));
            queue = turn.catch(() => {});
            return turn.finally(() => outstanding--);
          },
          close: () => transport.close(),
        },
      );
      node.sync(client, ...Array.from({ length: PODS }, (_, index) => pod(`p${index}`, address(index), { app: `a${index}` })));
      await node.settle();
      isSlow = true;
      node.set(denyAll);
      // One list of endpoints, and each endpoint read, written and read, once more for the rolling reads.
      const ideal = (3 + 4 * PODS) * CALL_S;
      await node.pass(1.3 * ideal);
      assert.equal(endpoints.filter(id => node.ours(id).length > 0).length, PODS);
      // The calls that were under way when HNS became slow have been answered.
      assert.ok(outstanding <= 4, `${outstanding} calls wait`);
      isSlow = false;
    } finally {
      await node.end();
    }
  }).timeout(120_000);
});

describe('agent: an HNS that loses an answer', () => {
  it('of the list of endpoints, twice: each costs a new endpoint one timeout, and other changes nothing', async () => {
    const { node, endpoints } = await nodeWith(1);
    try {
      for (const name of ['first', 'second']) {
        node.hns.faults.plant({ on: 'HcnEnumerateEndpoints', hang: true, times: 1 });
        await node.pass(2);
        node.set(allow(name, 'a0', name, 80));
        await node.pass(0.5);
        assert.ok(node.ours(endpoints[0]!).length > 0, name);
        node.delete('policy', `demo/${name}`);
        await node.pass(0.5);
        assert.deepEqual(node.ours(endpoints[0]!), [], name);
        await node.pass(35);
        const late = node.run(`late-${name}`, address(name === 'first' ? 50 : 51), { app: 'late' });
        node.set(allow(`late-${name}`, 'late', 'client', 80));
        await node.pass(2);
        assert.ok(node.ours(late).length > 0, `a new endpoint after the ${name}`);
      }
      assert.equal(node.hns.faults.hanging, 2);
    } finally {
      await node.end();
    }
  });

  it('of the read of one endpoint: the others have the policy at once', async () => {
    const { node, endpoints } = await nodeWith(20);
    try {
      const [bad, ...good] = endpoints;
      node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: bad!, hang: true });
      node.set(denyAll);
      await node.pass(1);
      assert.equal(good.filter(id => node.ours(id).length > 0).length, 19);
    } finally {
      await node.end();
    }
  });
});
