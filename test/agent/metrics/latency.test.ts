import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const CLIENT = '10.224.9.5';

const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' })];

let node: NodeUnderTest;

/** The number of observations, and their sum in seconds. */
async function observed(metric: 'eventToApplied' | 'timeToProtect'): Promise<[count: number, sum: number]> {
  const { values } = await node.telemetry[metric].get();
  const value = (name: string) => values.find(({ metricName }) => metricName?.endsWith(name))!.value;
  // Each slice of computing takes a timer of one millisecond.
  return [value('_count'), Math.round(value('_sum') * 100) / 100];
}

describe('agent: the time from an API event to its being in force', () => {
  let server: string;

  beforeEach(async () => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers, allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual(await observed('eventToApplied'), [0, 0]);
  });
  afterEach(() => node.end());

  it('is measured from the event until the endpoint is in sync', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', times: 1, delay: 1_000 });
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(5);
    assert.deepEqual(await observed('eventToApplied'), [1, 1.1]);
  });

  it('counts from the first of several events that are applied together', async () => {
    for (const port of [81, 82, 83]) {
      node.set(allow('p', 'server', 'client', port));
      await node.clock.tickAsync(30);
    }
    await node.pass(5);
    assert.deepEqual(await observed('eventToApplied'), [1, 0.1]);
  });

  it('counts from the earlier event, until both are in force, if one arrives while another is applied', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', times: 1, delay: 1_000 });
    node.set(allow('p', 'server', 'client', 81));
    await node.clock.tickAsync(600);
    node.set(allow('p', 'server', 'client', 81, 82));
    await node.pass(5);
    assert.deepEqual(await observed('eventToApplied'), [1, 1.1]);
  });

  it('is not measured for events that do not affect this node', async () => {
    for (let second = 0; second < 60; second++) {
      node.set(pod('far', '10.224.9.9', { version: String(second) }, { node: 'linux1' }));
      await node.clock.tickAsync(1_000);
    }
    assert.deepEqual(await observed('eventToApplied'), [0, 0]);
  });

  it('continues while an endpoint fails, regardless of irrelevant events', async () => {
    const heal = node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, fail: 'E_INVALIDARG' });
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(300);
    node.set(pod('far', '10.224.9.9', {}, { node: 'linux1' }));
    await node.pass(1);
    heal();
    await node.pass(61);
    const [count, sum] = await observed('eventToApplied');
    assert.equal(count, 1);
    assert.ok(sum >= 301 && sum <= 362, `${sum} s`);
  });
});

describe('agent: the times, while writes are disabled', () => {
  afterEach(() => node.end());

  it('are not measured in a dry run', async () => {
    node = new NodeUnderTest({}, { dryRun: true });
    node.run('server', SERVER, { app: 'server' });
    node.sync(...peers);
    await node.pass(60);
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    for (const metric of ['eventToApplied', 'timeToProtect'] as const) assert.deepEqual(await observed(metric), [0, 0]);
  });

  it('start when the other engine is gone', async () => {
    node = new NodeUnderTest();
    node.run('server', SERVER, { app: 'server' });
    const npm = pod('azure-npm-win-x', NODE_ADDRESS, { 'k8s-app': 'azure-npm' }, { namespace: 'kube-system', hostNetwork: true });
    node.sync(...peers, npm);
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    assert.deepEqual(await observed('eventToApplied'), [0, 0]);
    node.delete('pod', 'kube-system/azure-npm-win-x');
    await node.pass(10);
    assert.deepEqual(await observed('eventToApplied'), [1, 0.1]);
    // The pod is no longer new.
    assert.deepEqual(await observed('timeToProtect'), [0, 0]);
  });
});

describe('agent: the time to protect a new pod', () => {
  beforeEach(async () => {
    node = new NodeUnderTest();
    node.run('server', SERVER, { app: 'server' });
    node.sync(...peers);
    await node.settle();
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual(await observed('timeToProtect'), [0, 0]);
  });
  afterEach(() => node.end());

  it('starts when its endpoint is first listed, even if its sandbox comes later', async () => {
    node.endpoint(SECOND);
    await node.pass(10);
    node.set(pod('second', SECOND, { app: 'server' }));
    await node.pass(10);
    assert.deepEqual(await observed('timeToProtect'), [1, 9]);
  });

  it('starts when its endpoint is first listed, if the endpoint comes later', async () => {
    node.set(pod('second', SECOND, { app: 'server' }));
    await node.pass(10);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', times: 1, delay: 1_500 });
    node.endpoint(SECOND);
    await node.pass(10);
    assert.deepEqual(await observed('timeToProtect'), [1, 1.5]);
  });

  it('is measured per pod: a slow pod does not delay the others', async () => {
    const slow = node.run('slow', '10.224.0.74', { app: 'server' });
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: slow, times: 1, delay: 20_000 });
    node.run('second', SECOND, { app: 'server' });
    await node.pass(30);
    assert.deepEqual(await observed('timeToProtect'), [2, 20]);
  });

  it('includes failed attempts', async () => {
    const second = node.run('second', SECOND, { app: 'server' });
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: second, times: 1, fail: 'HCN_E_PORT_NOT_FOUND' });
    await node.pass(10);
    const [count, sum] = await observed('timeToProtect');
    assert.equal(count, 1);
    assert.ok(sum >= 1 && sum <= 1.3, `${sum} s`);
  });

  it('is not measured for an open pod, even if a policy comes later', async () => {
    node.run('second', SECOND, { app: 'other' });
    await node.settle();
    node.set(allow('q', 'other', 'client', 80));
    await node.settle();
    assert.deepEqual(await observed('timeToProtect'), [0, 0]);
  });

  it('is not measured for pods that have their ACLs from before a restart', async () => {
    await node.restart();
    node.sync(...peers, pod('server', SERVER, { app: 'server' }), allow('p', 'server', 'client', 80));
    await node.pass(60);
    assert.deepEqual(await observed('timeToProtect'), [0, 0]);
  });

  it('restarts with a new endpoint of the pod', async () => {
    const second = node.run('second', SECOND, { app: 'server' });
    await node.pass(60);
    node.hns.removeEndpoint(second);
    await node.pass(60);
    node.endpoint(SECOND);
    await node.pass(60);
    const [count, sum] = await observed('timeToProtect');
    assert.equal(count, 2);
    assert.ok(sum < 0.2, `${sum} s`);
  });
});
