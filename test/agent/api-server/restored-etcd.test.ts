import assert from 'node:assert/strict';
import { eventually } from '../../kube/watch/eventually.ts';
import { recordedCase } from '../../kube-server/recorded/recording.ts';
import { AgentOnCluster, closed } from './agent-on-cluster.ts';

const POLICIES = '/apis/networking.k8s.io/v1/networkpolicies';

describe('agent: an etcd that was restored to an earlier revision', () => {
  let node: AgentOnCluster;
  beforeEach(async () => {
    node = await AgentOnCluster.create();
  });
  afterEach(() => node.end());

  const policies = () => node.server.store.list('networkpolicies').map(({ metadata }) => metadata.name);

  /** Policy `ghost` and newer versions of other kinds exist only after the backup. @returns The revision of the backup. */
  async function changeAfterBackup(): Promise<number> {
    const { revision } = node.server.store;
    await node.change('policy', () => node.seed(closed('ghost')));
    assert.equal(node.isOpen, false);
    await node.change('policy', () => {
      node.passVersions(20);
      node.server.faults.sendBookmarks();
    });
    return revision;
  }

  describe('the server', () => {
    it('accepts a watch from a later version and sends nothing', async () => {
      const { revision } = node.server.store;
      node.seed(closed('ghost'));
      node.passVersions(20);
      const last = node.server.store.revision;
      node.server.faults.restore(revision);
      assert.deepEqual(policies(), []);
      const client = node.client();
      const path = `${POLICIES}?watch=true&allowWatchBookmarks=true&timeoutSeconds=200&resourceVersion=${last}`;
      const answer = client.text('GET', path);
      await eventually(() => node.server.faults.watches === 1, 'the watch');
      node.seed(closed('restored'));
      await node.pass(200);
      const { status, text } = await answer;
      const { status: really, events } = recordedCase('watch-future');
      assert.deepEqual([status, text], [really, events!.join()]);
    });

    it('lists the earlier version if the client names no version, and 504 otherwise', async () => {
      const { revision } = node.server.store;
      node.passVersions(20);
      const last = node.server.store.revision;
      node.server.faults.restore(revision);
      const client = node.client();
      const { body } = await client.get(`${POLICIES}?limit=1`);
      assert.equal(body.metadata.resourceVersion, String(revision));
      node.server.faults.forgetRequests();
      const late = client.get(`${POLICIES}?resourceVersion=${last}`);
      await eventually(() => node.server.faults.requests.length === 1, 'the request');
      await node.pass(3);
      const { status, body: error } = await late;
      const { status: really, body: recordedError } = recordedCase('list-future-no-match');
      assert.deepEqual([status, error.reason, error.details], [really, recordedError.reason, recordedError.details]);
    });
  });

  it('is found after broken connections: policies of the backup are enforced, and later ones removed', async () => {
    node.seed(closed('old', 'client'));
    await node.start();
    const backup = await changeAfterBackup();
    node.server.faults.restore(backup);
    await node.disconnected();
    node.server.faults.forgetRequests();
    await node.resume();
    assert.deepEqual(node.requests, ['check', 'stream']);
    await node.settle();
    assert.equal(node.isOpen, true);
    await node.change('policy', () => node.seed(closed('restored')));
    assert.equal(node.isOpen, false);
    assert.deepEqual(policies(), ['old', 'restored']);
    assert.equal(node.agent.status().state, 'healthy');
    const warnings = node.log.lines('policy').filter(line => line.startsWith('warn'));
    assert.deepEqual(
      warnings.map(line => line.replace(/failed .*/, 'failed')),
      ['warn watch failed', 'warn listing again'],
    );
  });

  it('is found after 150 s of silence, if the server was replaced between two watches', async () => {
    await node.start();
    const backup = await changeAfterBackup();
    // A watch that lasted until its timeout needs no check.
    for (let minute = 1; minute < 5; minute++) await node.passMinute();
    await node.pass(58);
    node.server.store.restore(backup);
    node.server.faults.forgetRequests();
    await node.pass(2);
    await eventually(() => node.requests.length === 1 && node.watches.every(({ connected }) => connected), 'the next watches');
    node.seed(closed('restored'));
    await node.pass(149);
    assert.deepEqual([node.requests, node.isOpen], [['watch'], false]);
    await node.pass(1);
    await node.disconnected();
    await node.resume();
    assert.deepEqual(node.requests, ['watch', 'check', 'stream']);
    await node.settle();
    assert.deepEqual(policies(), ['restored']);
    assert.equal(node.isOpen, false);
  });

  it('is found by a bookmark with an earlier version', async () => {
    await node.start();
    const backup = await changeAfterBackup();
    node.server.store.restore(backup);
    node.server.faults.forgetRequests();
    node.server.faults.sendBookmarks();
    await node.disconnected();
    await node.resume();
    assert.deepEqual(node.requests, ['stream']);
    await node.settle();
    assert.equal(node.isOpen, true);
  });

  it('is found by an event with an earlier version, which is not applied before the list', async () => {
    await node.start();
    const backup = await changeAfterBackup();
    node.server.store.restore(backup);
    node.server.faults.forgetRequests();
    node.seed(closed('other', 'client'));
    await eventually(() => !node.watch('policy').connected, 'the end of the watch');
    await node.resume();
    assert.deepEqual(node.requests, ['stream']);
    await node.settle();
    assert.equal(node.isOpen, true);
  });

  it('is not suspected because a streaming list has no order of versions', async () => {
    node.seed(closed('b', 'x'), closed('a', 'x'));
    const events = await node
      .client()
      .watch(`${POLICIES}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
    const [first, second] = (await events.take(2)).map(({ object }) => Number(object.metadata.resourceVersion));
    assert.ok(first! > second!);
    await node.start();
    assert.deepEqual(node.log.lines('policy'), ['info listed']);
  });
});
