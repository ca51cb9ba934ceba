import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Grant, PodPolicy } from '../../../src/core/pod-policy.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const OTHER = '10.224.0.73';
const CLIENT = '10.224.9.5';
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });

describe('agent: a pod whose rules cannot be computed', () => {
  let node: NodeUnderTest;
  let server: string;
  const stubs = sinon.createSandbox();

  beforeEach(async () => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
    node.run('other', OTHER, { app: 'other' });
    node.sync(client, allow('p', 'server', 'client', 80), allow('q', 'other', 'client', 80));
    await node.settle();
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
  });
  afterEach(() => {
    stubs.restore();
    return node.end();
  });

  /** The pod's policies are compiled so. The rest of the cluster is as it is. */
  function compileServerBy(compile: (policy: PodPolicy) => PodPolicy): void {
    const { cluster } = node.enforcer.state;
    const real = cluster.compileLocal.bind(cluster);
    stubs.replace(cluster, 'compileLocal', pod => {
      const result = real(pod);
      return pod.name === 'server' ? { ...result, value: compile(result.value) } : result;
    });
  }

  function assertClosed(): void {
    assert.equal(node.allows(CLIENT, SERVER, 80), false);
    assert.equal(node.allows(NODE_ADDRESS, SERVER, 80), true);
    assert.equal(node.allows(CLIENT, OTHER, 80), true);
    const { state, failingEndpoints } = node.enforcer.status();
    assert.deepEqual([state, failingEndpoints], ['degraded', 1]);
    const issues = node.enforcer.detail().pods.flatMap(({ issues }) => issues);
    assert.deepEqual(
      issues.map(({ code, severity, pod }) => [code, severity, pod]),
      [['internal-error', 'error', 'demo/server']],
    );
  }

  for (const [what, breakIt] of [
    [
      'compiling throws',
      () =>
        compileServerBy(() => {
          throw new TypeError('bug');
        }),
    ],
    [
      'lowering throws',
      () =>
        compileServerBy(compiled => ({
          ...compiled,
          ingress: { policies: ['demo/p'], grants: [{ policy: 'demo/p', path: 'spec', peers: null, ports: 'any' } as unknown as Grant] },
        })),
    ],
  ] as const) {
    it(`is closed when ${what}, and the others go on`, async () => {
      breakIt();
      node.set(pod('client', CLIENT, { app: 'client', version: '2' }, { node: 'linux1' }), allow('p', 'server', 'client', 81));
      await node.pass(2);
      assertClosed();
      assert.equal(await node.metric('closed_endpoints', { reason: 'error' }), 1);
      stubs.restore();
      node.set(allow('p', 'server', 'client', 82));
      await node.settle();
      assert.equal(node.allows(CLIENT, SERVER, 82), true);
      assert.equal(node.enforcer.status().state, 'healthy');
    });
  }

  it('of which only the ingress is isolated stays open for egress when lowering throws', async () => {
    compileServerBy(compiled => ({ ...compiled, ingress: { policies: ['demo/p'], grants: [null as unknown as Grant] } }));
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(2);
    assert.equal(node.allows(SERVER, CLIENT, 80), true);
    assert.equal(node.allows(CLIENT, SERVER, 81), false);
    stubs.restore();
  });

  it('stops a rolling update: the agent is not ready before it is computed once', async () => {
    compileServerBy(() => {
      throw new TypeError('bug');
    });
    await node.restart();
    stubs.restore();
    const { cluster } = node.enforcer.state;
    stubs.replace(cluster, 'compileLocal', () => {
      throw new TypeError('bug');
    });
    node.sync(client, pod('server', SERVER, { app: 'server' }), allow('p', 'server', 'client', 80));
    await node.pass(60);
    assert.equal(node.enforcer.status().ready, false);
    stubs.restore();
    node.set(allow('p', 'server', 'client', 81));
    await node.settle();
    assert.equal(node.enforcer.status().ready, true);
  });

  it('for want of priorities is a failure, and its ACLs stay', async () => {
    const before = node.ours(server);
    const everywhere = Array.from({ length: 65_201 }, (_, index) => ({
      Type: 'ACL',
      Settings: { Action: 'Block', Direction: 'In', RemoteAddresses: '192.0.2.1', Priority: 300 + index, RuleType: 'Switch' },
    }));
    node.hns.setPolicies(server, [...node.hns.policiesOf(server), ...everywhere]);
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(1);
    assert.deepEqual(node.ours(server), before);
    assert.equal(node.enforcer.status().state, 'degraded');
  }).timeout(0);

  it('by a limit is in sync with its closed list, and does not stop an update', async () => {
    await node.end();
    node = new NodeUnderTest({}, { maxAcls: 16 });
    node.run('server', SERVER, { app: 'server' });
    const many = policy('many', {
      podSelector: { matchLabels: { app: 'server' } },
      ingress: Array.from({ length: 40 }, (_, index) => ({
        from: [{ ipBlock: { cidr: `10.${index}.0.0/16` } }],
        ports: [{ port: 1000 + 2 * index }],
      })),
    });
    node.sync(client, many);
    await node.settle();
    const { ready, state, failingEndpoints } = node.enforcer.status();
    assert.deepEqual([ready, state, failingEndpoints], [true, 'degraded', 0]);
    assert.equal(await node.metric('closed_endpoints', { reason: 'limit' }), 1);
    assert.equal(node.allows('10.1.0.1', SERVER, 1002), false);
  });
});
