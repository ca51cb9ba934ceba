import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const client = pod('client', '10.224.9.5', { app: 'client' }, { node: 'linux1' });

describe('agent: ready means in sync', () => {
  let node: NodeUnderTest;
  let server: string;
  const isReady = () => node.enforcer.status().ready;

  beforeEach(async () => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
  });
  afterEach(() => node.end());

  it('is false until every endpoint is in sync', async () => {
    assert.equal(isReady(), false);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, fail: 'E_INVALIDARG' });
    node.sync(client, allow('p', 'server', 'client', 80));
    await node.pass(60);
    assert.equal(isReady(), false);
    node.hns.faults.clear();
    await node.pass(60);
    assert.equal(isReady(), true);
    assert.equal(await node.metric('ready'), 1);
  });

  it('ends when an endpoint cannot be updated, and returns with the Update', async () => {
    node.sync(client);
    await node.settle();
    assert.equal(isReady(), true);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, fail: 'E_INVALIDARG' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(60);
    assert.equal(isReady(), false);
    assert.equal(await node.metric('ready'), 0);
    node.hns.faults.clear();
    await node.pass(60);
    assert.equal(isReady(), true);
  });

  it('lasts while a change is applied', async () => {
    node.sync(client);
    await node.settle();
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', delay: 1_000 });
    node.set(allow('p', 'server', 'client', 80));
    for (let ms = 0; ms < 5_000; ms += 100) {
      await node.clock.tickAsync(100);
      assert.equal(isReady(), true, `after ${ms} ms`);
    }
    assert.notDeepEqual(node.ours(server), []);
  });
});
