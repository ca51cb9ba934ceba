import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });

describe('agent: a change that means the same', () => {
  let node: NodeUnderTest;
  let server: string;
  let ids: readonly string[];

  beforeEach(async () => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
    node.sync(client, allow('first', 'server', 'client', 80));
    await node.settle();
    ids = node.ours(server);
    node.hns.forgetCalls();
  });
  afterEach(() => node.end());

  const assertKept = () => {
    assert.deepEqual(node.writes, []);
    assert.deepEqual(node.ours(server), ids);
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
    assert.equal(node.enforcer.status().state, 'healthy');
  };

  it('is not written: a second policy with the same rules, and the deletion of either', async () => {
    node.set(allow('second', 'server', 'client', 80));
    await node.settle();
    assertKept();
    node.delete('policy', 'demo/first');
    await node.settle();
    assertKept();
  });

  it('is not written: a policy under another name', async () => {
    node.set(allow('renamed', 'server', 'client', 80));
    node.delete('policy', 'demo/first');
    await node.settle();
    assertKept();
  });

  it('is not written at the next resyncs either', async () => {
    node.set(allow('renamed', 'server', 'client', 80));
    node.delete('policy', 'demo/first');
    await node.pass(300);
    assertKept();
  });

  it('is followed by one Update when the rules change', async () => {
    node.set(allow('renamed', 'server', 'client', 80));
    node.delete('policy', 'demo/first');
    await node.settle();
    node.set(allow('renamed', 'server', 'client', 81));
    await node.settle();
    assert.deepEqual(node.writes, [server]);
    assert.deepEqual(
      [80, 81].map(port => node.allows(CLIENT, SERVER, port)),
      [false, true],
    );
  });
});
