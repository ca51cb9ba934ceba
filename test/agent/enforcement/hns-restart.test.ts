import assert from 'node:assert/strict';
import { hnsErrorOf } from '../../../src/hns/transport/hns-error.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const RESTARTED = 'HNS restarted: every endpoint is read again';
const UNKNOWN = 'the process id of HNS cannot be read';

const client = pod('client', '10.224.9.5', { app: 'client' }, { node: 'linux1' });

describe('agent: a restart of HNS that no call notices', () => {
  let node: NodeUnderTest;
  let server: string;
  let second: string;

  /** The rolling read comes once in an hour, so it repairs no ACL of these tests. */
  async function ready(): Promise<void> {
    server = node.endpoint(SERVER);
    second = node.endpoint(SECOND);
    node.sync(
      pod('server', SERVER, { app: 'server' }),
      pod('second', SECOND, { app: 'server' }),
      client,
      allow('p', 'server', 'client', 80),
    );
    await node.settle();
    node.hns.forgetCalls();
  }

  const endpointsRead = () => node.work.filter(call => call.startsWith('HcnQueryEndpointProperties')).map(call => call.split(' ')[1]);

  beforeEach(async () => {
    node = new NodeUnderTest({}, { resyncSeconds: 3_600 });
    await ready();
  });
  afterEach(() => node.end());

  it('that loses ACLs is repaired within two seconds', async () => {
    node.hns.restart({ purge: 'acls' });
    assert.deepEqual(node.ours(server), []);
    await node.pass(2);
    assert.deepEqual(node.writes.toSorted(), [server, second].toSorted());
    assert.notDeepEqual(node.ours(server), []);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.equal(node.lines('info').filter(line => line === RESTARTED).length, 1);
    assert.equal(await node.metric('hns_restarts_total'), 1);
    assert.ok(!node.lines('error').includes('HNS cannot be read: what it holds stays as it is'));
  });

  it('that keeps ACLs causes one read of each endpoint and no Update', async () => {
    node.hns.restart();
    await node.pass(10);
    assert.deepEqual(endpointsRead().toSorted(), [server, second].toSorted());
    assert.deepEqual(node.writes, []);
    assert.equal(await node.metric('hns_restarts_total'), 1);
  });

  it('reads an endpoint without its ACLs first', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: second, fail: 'HCN_E_INVALID_POLICY' });
    node.hns.setPolicies(second, []);
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(5);
    node.hns.forgetCalls();
    node.hns.restart();
    // Before the next try for that endpoint.
    while (endpointsRead().length === 0) await node.clock.tickAsync(1);
    assert.equal(endpointsRead()[0], second);
  });

  it('is counted once if HNS was stopped in between', async () => {
    node.hns.stop();
    await node.pass(5);
    node.hns.start();
    await node.pass(15);
    assert.equal(await node.metric('hns_restarts_total'), 1);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('is no restart while the process stays', async () => {
    await node.pass(60);
    assert.deepEqual(endpointsRead(), []);
    assert.equal(await node.metric('hns_restarts_total'), 0);
  });

  it('with a bridge that lacks the call stays undetected until the rolling read, and is asked for once', async () => {
    await node.enforcer.stop(0);
    let asked = 0;
    const older = node.hns.transport();
    await node.restart(
      { resyncSeconds: 30 },
      {
        ...older,
        async call(name, id, document) {
          if (name !== 'HnsServiceProcess') return older.call(name, id, document);
          asked++;
          throw hnsErrorOf(name, 0x80070057);
        },
      },
    );
    node.sync(
      pod('server', SERVER, { app: 'server' }),
      pod('second', SECOND, { app: 'server' }),
      client,
      allow('p', 'server', 'client', 80),
    );
    await node.settle();
    node.hns.restart({ purge: 'acls' });
    await node.pass(40);
    assert.notDeepEqual(node.ours(server), []);
    assert.equal(asked, 1);
    assert.deepEqual(node.lines('debug').filter(line => line === UNKNOWN).length, 1);
    assert.equal(node.enforcer.status().state, 'healthy');
  });

  it('is still noticed after the process id could not be read for a while', async () => {
    node.hns.faults.plant({ on: 'HnsServiceProcess', times: 5, fail: 'E_ACCESSDENIED' });
    await node.pass(3);
    node.hns.restart({ purge: 'acls' });
    await node.pass(4);
    assert.notDeepEqual(node.ours(server), []);
    assert.equal(node.lines('debug').filter(line => line === UNKNOWN).length, 1);
  });

  it('a query for the process id that hangs delays no new endpoint', async () => {
    node.hns.faults.plant({ on: 'HnsServiceProcess', hang: true });
    await node.pass(5);
    const third = node.run('third', '10.224.0.74', { app: 'server' });
    await node.pass(2);
    assert.notDeepEqual(node.ours(third), []);
    assert.equal(node.hns.faults.hanging, 1);
  });
});

describe('agent: a new sandbox with the same address', () => {
  it('has its ACLs within two seconds, without an event of the cluster', async () => {
    const node = new NodeUnderTest({}, { resyncSeconds: 3_600 });
    try {
      const before = node.endpoint(SERVER);
      node.sync(pod('server', SERVER, { app: 'server' }), client, allow('p', 'server', 'client', 80));
      await node.settle();
      node.hns.removeEndpoint(before);
      const after = node.endpoint(SERVER);
      await node.pass(2);
      assert.notDeepEqual(node.ours(after), []);
      assert.equal(node.enforcer.status().state, 'healthy');
    } finally {
      await node.end();
    }
  });
});
