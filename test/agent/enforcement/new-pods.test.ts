import assert from 'node:assert/strict';
import { isOurs } from '../../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { FIRST_CONTAINER_MS } from '../node-pods.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod, policy } from '../objects.ts';

const HNS_CALL_MS = 5;
const OLD_PODS = 100;
const NEW_PODS = 30;
const NEW = '10.224.0.72';
const OTHER = '10.224.9.6';
const HOUR_S = 3_600;
const isolated = policy('isolated', { podSelector: { matchLabels: { app: 'isolated' } }, policyTypes: ['Ingress', 'Egress'] });
const address = (index: number) => `10.224.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`;

describe('agent: many new pods at once', () => {
  for (const containerd of ['1.7.27', '2.0.4']) {
    for (const [what, between] of [
      ['at the same moment', 0],
      ['one after another', 37],
    ] as const) {
      it(`${NEW_PODS} pods on a node with ${OLD_PODS}, ${what}, containerd ${containerd}: ACLs within ${FIRST_CONTAINER_MS} ms of the sandbox`, async () => {
        const node = new NodeUnderTest({}, {}, 'one-sided', { containerd });
        try {
          for (let index = 0; index < OLD_PODS; index++) node.run(`old${index}`, address(index), { app: 'isolated' });
          node.sync(isolated);
          await node.settle();
          node.hns.faults.plant({ delay: HNS_CALL_MS });
          await node.pass(10);
          const readyAt = new Map<string, number>();
          const protectedAt = new Map<string, number>();
          node.hns.onChange(({ kind, endpoints }) => {
            for (const id of kind === 'write' ? endpoints : []) {
              const hasOurs = (node.hns.policiesOf(id) as readonly EndpointPolicy[]).some(isOurs);
              if (readyAt.has(id) && hasOurs && !protectedAt.has(id)) protectedAt.set(id, performance.now());
            }
          });
          for (let index = OLD_PODS; index < OLD_PODS + NEW_PODS; index++) {
            readyAt.set(node.run(`new${index}`, address(index), { app: 'isolated' }), performance.now());
            await node.clock.tickAsync(between);
          }
          // Fails where an endpoint is open when its first container starts.
          await node.settle();
          const waits = [...readyAt].map(([id, ready]) => protectedAt.get(id)! - ready);
          assert.equal(waits.length, NEW_PODS);
          assert.ok(Math.max(...waits) <= FIRST_CONTAINER_MS, `${Math.max(...waits)} ms`);
          assert.equal(node.enforcer.status().state, 'healthy');
        } finally {
          await node.end();
        }
      });
    }
  }
});

describe('agent: a new pod whose address the kubelet reports late', () => {
  let node: NodeUnderTest;

  beforeEach(async () => {
    node = new NodeUnderTest();
    node.sync(allow('p', 'server', 'client', 80), pod('other', OTHER, {}, { node: 'linux1' }));
    await node.settle();
    // A `postStart` hook that sleeps.
    node.pods!.addressMs = HOUR_S * 1_000;
  });
  afterEach(() => node.end());

  const timeToProtect = async () => {
    const { values } = await node.telemetry.timeToProtect.get();
    const value = (name: string) => values.find(({ metricName }) => metricName?.endsWith(name))!.value;
    return { count: value('_count'), isShort: value('_sum') <= FIRST_CONTAINER_MS / 1_000 };
  };

  it('has its ACLs when its first container starts, and keeps them for the hour', async () => {
    const server = node.run('server', NEW, { app: 'server' });
    await node.pass(FIRST_CONTAINER_MS / 1_000);
    assert.deepEqual(node.enforcer.state.cluster.get('pod', 'demo/server')?.addresses, []);
    assert.equal(node.allows(OTHER, NEW, 80), false);
    const held = node.ours(server);
    await node.pass(HOUR_S / 2);
    assert.deepEqual([node.ours(server), node.enforcer.state.cluster.get('pod', 'demo/server')?.addresses], [held, []]);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.deepEqual(await timeToProtect(), { count: 1, isShort: true });
    await node.pass(HOUR_S / 2);
    assert.deepEqual(node.enforcer.state.cluster.get('pod', 'demo/server')?.addresses, [NEW]);
    assert.deepEqual(node.writes, [server]);
  });

  it('follows policies and labels in that hour', async () => {
    node.run('server', NEW, { app: 'server' });
    await node.pass(1);
    node.delete('policy', 'demo/p');
    await node.pass(1);
    assert.equal(node.allows(OTHER, NEW, 80), true);
    node.set(isolated, pod('server', NEW, { app: 'isolated' }));
    await node.pass(1);
    assert.deepEqual([node.allows(OTHER, NEW, 80), node.allows(NEW, OTHER, 80)], [false, false]);
  });
});

describe('agent: a new pod that was pending when the agent started', () => {
  it('has its ACLs when its first container starts', async () => {
    const node = new NodeUnderTest();
    try {
      node.sync(allow('p', 'server', 'client', 80), pod('server', [], { app: 'server' }), pod('other', OTHER, {}, { node: 'linux1' }));
      await node.pass(0.3);
      node.run('server', NEW, { app: 'server' });
      await node.pass(FIRST_CONTAINER_MS / 1_000);
      assert.equal(node.allows(OTHER, NEW, 80), false);
    } finally {
      await node.end();
    }
  });
});

describe('agent: a new pod without the container runtime', () => {
  for (const fault of ['reject', 'hang', 'garbage'] as const) {
    it(`that answers with ${fault}: open until the kubelet reports the address, and the state is degraded`, async () => {
      const node = new NodeUnderTest();
      try {
        node.pods!.criFaults.set(fault);
        node.sync(allow('p', 'server', 'client', 80), pod('other', OTHER, {}, { node: 'linux1' }));
        await node.pass(10);
        const { state, ready } = node.enforcer.status();
        assert.deepEqual([state, ready], ['degraded', true]);
        assert.equal(node.enforcer.detail().containerRuntime?.state, 'failing');
        node.pods!.addressMs = 60_000;
        const server = node.run('server', NEW, { app: 'server' });
        await node.pass(59);
        assert.deepEqual([node.allows(OTHER, NEW, 80), node.writes], [true, []]);
        await node.pass(2);
        assert.deepEqual([node.allows(OTHER, NEW, 80), node.writes], [false, [server]]);
        assert.equal(node.enforcer.status().state, 'degraded');

        node.pods!.criFaults.set(undefined);
        await node.pass(5);
        assert.equal(node.enforcer.status().state, 'healthy');
        node.run('late', '10.224.0.73', { app: 'server' });
        await node.pass(FIRST_CONTAINER_MS / 1_000);
        assert.equal(node.allows(OTHER, '10.224.0.73', 80), false);
      } finally {
        await node.end();
      }
    });
  }

  it('that restarts: the pods that it has started meanwhile are found', async () => {
    const node = new NodeUnderTest();
    try {
      node.sync(allow('p', 'server', 'client', 80), pod('other', OTHER, {}, { node: 'linux1' }));
      await node.settle();
      node.pods!.containerd.process.stop();
      await node.pass(10);
      assert.equal(node.enforcer.status().state, 'degraded');
      node.pods!.addressMs = 60_000;
      node.run('server', NEW, { app: 'server' });
      // Until the agent has connected again, the first container finds the pod open. The rig judges no pod beside a planted fault.
      node.pods!.criFaults.set(0);
      node.pods!.containerd.process.start();
      await node.pass(3);
      assert.deepEqual([node.allows(OTHER, NEW, 80), node.enforcer.status().state], [false, 'healthy']);
    } finally {
      await node.end();
    }
  });
});
