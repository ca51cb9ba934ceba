import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const OTHER = '203.0.113.9';
const DAY_S = 86_400;
/** No step leads to a time before 1970. */
const START = Date.UTC(2026, 0);

describe('agent: the wall clock of the node is set', () => {
  for (const [what, seconds] of [
    ['back by an hour', -3_600],
    ['forward by an hour', 3_600],
    ['back by 30 days', -30 * DAY_S],
    ['forward by 30 days', 30 * DAY_S],
  ] as const) {
    describe(what, () => {
      let node: NodeUnderTest;
      let server: string;

      beforeEach(async () => {
        node = new NodeUnderTest();
        node.clock.setSystemTime(START);
        server = node.run('server', SERVER, { app: 'server' });
        node.sync(pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), allow('p', 'server', 'client', 80));
        await node.settle();
      });
      afterEach(() => node.end());

      const step = () => node.clock.setSystemTime(Date.now() + seconds * 1000);

      it('lost ACLs are restored by the next rolling read', async () => {
        step();
        node.hns.setPolicies(server, node.foreign(server));
        await node.pass(32);
        assert.notDeepEqual(node.ours(server), []);
        assert.equal(node.enforcer.status().state, 'healthy');
      });

      it('a failed Update is tried again', async () => {
        node.hns.faults.plant({ on: 'HcnModifyEndpoint', times: 1, fail: 'HCN_E_PORT_NOT_FOUND' });
        node.set(allow('p', 'server', 'client', 81));
        await node.clock.tickAsync(200);
        assert.deepEqual(node.lines('error'), ['endpoint not updated']);
        step();
        await node.pass(5);
        assert.deepEqual([node.allows(CLIENT, SERVER, 81), node.enforcer.status().state], [true, 'healthy']);
      });

      it('a change is in force as soon as without it', async () => {
        step();
        node.set(allow('p', 'server', 'client', 81));
        await node.pass(1);
        assert.deepEqual(
          [80, 81].map(port => node.allows(CLIENT, SERVER, port)),
          [false, true],
        );
      });

      it('a new pod has its ACLs, and HNS gets no more calls than without it', async () => {
        const callsOfTwoMinutes = async () => {
          node.hns.forgetCalls();
          await node.pass(120);
          return node.hns.calls.length;
        };
        // The reads of the start come closer together.
        await node.pass(120);
        const usual = await callsOfTwoMinutes();
        step();
        assert.equal(await callsOfTwoMinutes(), usual);
        node.run('second', '10.224.0.73', { app: 'server' });
        await node.settle();
        assert.equal(node.allows(OTHER, '10.224.0.73', 80), false);
      });
    });
  }
});
