import assert from 'node:assert/strict';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND_WRITER = 'another program writes ACLs to this endpoint too';
const DIFFERENCE = 'HNS holds other foreign policies than the Update had';
const theirs: Policy = {
  Type: 'ACL',
  Settings: { Id: 'admin-block', Action: 'Block', Direction: 'Out', RemoteAddresses: '198.51.100.0/24', Priority: 100, RuleType: 'Switch' },
};

describe('agent: a foreign change between its read and its Update', () => {
  let node: NodeUnderTest;
  let server: string;

  beforeEach(async () => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
    node.sync(pod('client', '10.224.9.5', { app: 'client' }, { node: 'linux1' }));
    await node.settle();
  });
  afterEach(() => node.end());

  const add = () => node.hns.setPolicies(server, [...node.hns.policiesOf(server), theirs]);
  const remove = () =>
    node.hns.setPolicies(
      server,
      node.hns.policiesOf(server).filter(({ Settings }) => (Settings as { Id?: string }).Id !== 'admin-block'),
    );
  const beforeUpdate = () => node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, times: 1, run: add });

  it('is overwritten. No call comes between the two, and the time is measured', async () => {
    node.hns.forgetCalls();
    beforeUpdate();
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual(node.foreign(server), FOREIGN);
    assert.deepEqual(
      node.work.map(call => call.split(' ')[0]),
      ['HcnQueryEndpointProperties', 'HcnModifyEndpoint', 'HcnQueryEndpointProperties'],
    );
    const window = await node.telemetry.registry.getSingleMetricAsString('hns_policy_update_window_seconds');
    assert.match(window, /_count 1$/m);
    assert.deepEqual(node.lines('warn'), []);
  });

  it('a writer that repeats it is reported', async () => {
    beforeUpdate();
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    add();
    await node.pass(30);
    assert.deepEqual(node.lines('warn'), [SECOND_WRITER]);
    assert.equal(await node.metric('second_writer_total'), 1);
    assert.deepEqual(node.foreign(server), [...FOREIGN, theirs]);
    await node.pass(120);
    assert.deepEqual(node.lines('warn'), [SECOND_WRITER]);
  });

  it('an ACL that comes, goes and comes again is reported, however late', async () => {
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    await node.pass(300);
    add();
    await node.pass(60);
    remove();
    await node.pass(60);
    assert.deepEqual(node.lines('warn'), []);
    add();
    await node.pass(60);
    assert.deepEqual(node.lines('warn'), [SECOND_WRITER]);
  });

  it('what a takeover removes and its engine writes again is reported', async () => {
    const npm: Policy = {
      Type: 'ACL',
      Settings: { Id: 'azure-acl-1', Action: 'Allow', Direction: 'In', Priority: 222, RuleType: 'Switch' },
    };
    node.hns.setPolicies(server, [...FOREIGN, npm]);
    await node.pass(300);
    assert.deepEqual(node.foreign(server), FOREIGN);
    assert.deepEqual(node.lines('warn'), []);
    node.hns.setPolicies(server, [...FOREIGN, npm]);
    await node.pass(30);
    assert.deepEqual(node.lines('warn'), [SECOND_WRITER]);
  });

  it('between its Update and its read-back it is kept, and reported', async () => {
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: server, skip: 1, times: 1, run: add });
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual(node.lines('warn'), [DIFFERENCE]);
    assert.equal(await node.metric('foreign_differences_total'), 1);
    await node.pass(60);
    assert.deepEqual(node.foreign(server), [...FOREIGN, theirs]);
    assert.deepEqual(node.lines('warn'), [DIFFERENCE]);
  });

  it('a foreign Allow between its Update and its read-back is judged at once', async () => {
    const open: Policy = {
      Type: 'ACL',
      Settings: { Id: 'their-allow', Action: 'Allow', Direction: 'In', Priority: 500, RuleType: 'Switch' },
    };
    node.hns.faults.plant({
      on: 'HcnQueryEndpointProperties',
      id: server,
      skip: 1,
      times: 1,
      run: () => node.hns.setPolicies(server, [...node.hns.policiesOf(server), open]),
    });
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    await node.pass(1);
    assert.equal(node.allows('203.0.113.9', SERVER, 80), false);
  });

  it('an HNS that spells policies in another way on return causes no report', async () => {
    node.hns.configure({ readBack: 'normalised' });
    for (const port of [80, 81, 82]) {
      node.set(allow('p', 'server', 'client', port));
      await node.settle();
      await node.pass(60);
    }
    assert.deepEqual(node.lines('warn'), []);
  });
});
