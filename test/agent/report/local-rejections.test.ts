import assert from 'node:assert/strict';
import { readNetworkPolicy } from '../../../src/kube/read/policy.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { pod } from '../objects.ts';

/** Selects the pods with this label, and has an `except` and a valid port. */
function policy(app: string, generation = 1, extra: object = {}) {
  return readNetworkPolicy({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `only-${app}`, namespace: 'demo', uid: `u-${app}`, generation },
    spec: {
      podSelector: { matchLabels: { app } },
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 80 }, extra] }],
    },
  }).value!;
}

const onLinux = (name: string, address: string, labels: Readonly<Record<string, string>>) => ({
  ...pod(name, address, labels),
  node: 'aks-linux-0',
});

describe('agent: a rejected policy concerns the nodes of its pods', () => {
  let node: NodeUnderTest;

  beforeEach(() => {
    node = new NodeUnderTest();
    node.sync();
    node.run('win', '10.224.0.10', { app: 'win' });
    node.set(onLinux('lin', '10.224.9.1', { app: 'lin' }));
  });
  afterEach(() => node.end());

  const reasons = () => node.recorded.map(({ reason }) => reason);
  const lines = () => node.log.filter(({ message }) => message.startsWith('policy ')).map(({ message }) => message);
  const metric = () => node.metric('rejected_policies', { code: 'unsupported-except' });
  const findings = () => node.enforcer.findings().map(({ key }) => key);

  it('one that selects only pods of Linux nodes causes no line, Event, metric or finding', async () => {
    node.set(policy('lin'));
    await node.settle();
    await node.pass(60);
    assert.deepEqual([reasons(), lines(), await metric(), findings()], [[], [], undefined, []]);
  });

  it('one that selects no pod at all causes none either', async () => {
    node.set(policy('none'));
    await node.settle();
    assert.deepEqual([reasons(), lines(), await metric(), findings()], [[], [], undefined, []]);
  });

  it('one that selects a pod of this node causes one of each', async () => {
    node.set(policy('win'));
    await node.settle();
    assert.deepEqual(
      [reasons(), lines(), await metric(), findings()],
      [['UnsupportedOnWindows'], ['policy rejected'], 1, ['demo/only-win']],
    );
  });

  it('is reported when its first pod arrives here', async () => {
    node.set(policy('lin'));
    await node.settle();
    node.run('second', '10.224.0.11', { app: 'lin' });
    await node.settle();
    assert.deepEqual([reasons(), lines(), await metric()], [['UnsupportedOnWindows'], ['policy rejected'], 1]);
  });

  it('is forgotten without a line or an Event when its last pod goes', async () => {
    node.set(policy('win'));
    await node.settle();
    node.delete('pod', 'demo/win');
    await node.settle();
    assert.deepEqual([reasons(), lines(), await metric(), findings()], [['UnsupportedOnWindows'], ['policy rejected'], undefined, []]);
  });

  it('causes one Event for each version, however often its pods come and go', async () => {
    const comeAndGo = async () => {
      for (let times = 0; times < 5; times++) {
        node.set(pod('batch', '10.224.0.12', { app: 'lin' }));
        await node.pass(1);
        node.delete('pod', 'demo/batch');
        await node.pass(1);
      }
    };
    node.set(policy('lin'));
    await comeAndGo();
    assert.deepEqual([reasons(), lines()], [['UnsupportedOnWindows'], ['policy rejected']]);
    node.set(policy('lin', 2, { port: 'http' }));
    await comeAndGo();
    assert.deepEqual(reasons(), ['UnsupportedOnWindows', 'UnsupportedOnWindows']);
  });

  it('is logged as deleted, not as resolved, when it is deleted', async () => {
    node.set(policy('win'));
    await node.settle();
    node.delete('policy', 'demo/only-win');
    await node.settle();
    assert.deepEqual(lines(), ['policy rejected', 'policy with issues deleted']);
    assert.deepEqual(reasons(), ['UnsupportedOnWindows']);
  });

  it('one that is rejected as a whole follows the same rule', async () => {
    await node.end();
    node = new NodeUnderTest({}, { onUnsupported: 'reject-policy' });
    node.sync();
    node.run('win', '10.224.0.10', { app: 'win' });
    node.set(onLinux('lin', '10.224.9.1', { app: 'lin' }), policy('lin'), policy('win'));
    await node.settle();
    assert.deepEqual(findings(), ['demo/only-win']);
  });

  it('an unrelated pod elsewhere does not look at the findings again', async () => {
    node.set(policy('win'));
    await node.settle();
    const before = node.enforcer.findings();
    node.set(onLinux('other', '10.224.9.2', { app: 'other' }));
    await node.settle();
    assert.equal(node.enforcer.findings(), before);
  });

  for (const [mode, prepare] of [
    ['a dry run', () => node.restart({ dryRun: true })],
    [
      'an agent that waits for another engine',
      async () => node.set({ ...pod('npm', '10.224.0.4', { 'k8s-app': 'azure-npm' }), namespace: 'kube-system', hostNetwork: true }),
    ],
  ] as const) {
    it(`${mode} states in no Event that a policy is enforced`, async () => {
      await prepare();
      node.sync(pod('win', '10.224.0.10', { app: 'win' }));
      node.set(policy('win'));
      await node.pass(10);
      node.set(
        readNetworkPolicy({ metadata: { name: 'only-win', namespace: 'demo', uid: 'u-win', generation: 2 }, spec: { podSelector: {} } })
          .value!,
      );
      await node.pass(10);
      assert.deepEqual(reasons(), ['UnsupportedOnWindows', 'RejectionEnded']);
      assert.match(node.recorded[0]!.note, /hns-policy-agent (runs as a dry run and )?enforces no NetworkPolicy/);
      for (const { note } of node.recorded) assert.doesNotMatch(note, /is (fully )?enforced|stay isolated|isolates/);
    });
  }
});
