import assert from 'node:assert/strict';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { SWITCHES } from '../../../src/simulator/hns/switches.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.10';
const CLIENT = '10.224.9.1';
const OUTSIDE = '203.0.113.9';
/** What Calico's CNI plugin puts on each new pod (docs/reference/windows-nodes.md §2). */
const DENY: Policy = {
  Type: 'ACL',
  Settings: { Protocols: '256', Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 65500 },
};
const NAT: Policy = { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.224.0.0/16'] } };
/** What Felix makes of it for a pod that no policy isolates (docs/reference/calico-windows.md §1.4). */
const FELIX: readonly Policy[] = (['In', 'Out'] as const).flatMap(Direction => [
  { Type: 'ACL', Settings: { Id: 'profile-kns.demo-Ab_-Ab_-Ab_-Ab_-0', Action: 'Allow', Direction, RuleType: 'Switch', Priority: 1000 } },
  { Type: 'ACL', Settings: { Action: 'Block', Direction, RuleType: 'Switch', Priority: 1001 } },
]);
const egressOnly = policy('egress-only', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
const server = pod('server', SERVER, { app: 'server' });
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });

function verdicts(node: NodeUnderTest) {
  return {
    client: node.allows(CLIENT, SERVER, 80),
    node: node.allows(NODE_ADDRESS, SERVER, 80),
    out: node.allows(SERVER, OUTSIDE, 80),
  };
}

function warnings(node: NodeUnderTest): string {
  return JSON.stringify(node.log.filter(({ level }) => level === 'error'));
}

describe("agent: the default deny of Calico's CNI plugin", () => {
  for (const noMatch of SWITCHES.noMatch) {
    describe(`noMatch ${noMatch}`, () => {
      let node: NodeUnderTest;
      let endpoint: string;

      function start(cniDefaultDeny: 'open' | 'keep'): void {
        node = new NodeUnderTest({ noMatch }, { cniDefaultDeny });
        node.sync(server, client);
        endpoint = node.endpoint(SERVER, [NAT, DENY]);
      }
      afterEach(() => node.end());

      it('open: a pod that no policy isolates for ingress is reachable, through all changes', async () => {
        start('open');
        await node.settle();
        assert.deepEqual(verdicts(node), { client: true, node: true, out: true });
        node.set(egressOnly);
        await node.settle();
        assert.deepEqual(verdicts(node), { client: true, node: true, out: true });
        node.delete('policy', 'demo/egress-only');
        await node.settle();
        assert.deepEqual(verdicts(node), { client: true, node: true, out: true });
        assert.deepEqual(node.foreign(endpoint), [NAT, DENY]);
        assert.equal(node.enforcer.status().state, 'healthy');
        const writes = node.writes.length;
        await node.pass(120);
        assert.equal(node.writes.length, writes);
      });

      it('open: a pod that a policy isolates gets what the policy allows', async () => {
        start('open');
        node.set(allow('p', 'server', 'client', 80));
        await node.settle();
        assert.deepEqual(verdicts(node), { client: true, node: true, out: true });
        assert.equal(node.allows(OUTSIDE, SERVER, 80), false);
        assert.equal(node.allows(CLIENT, SERVER, 81), false);
        node.delete('policy', 'demo/p');
        await node.settle();
        assert.equal(node.allows(OUTSIDE, SERVER, 80), true);
      });

      it('keep: the pod stays closed, the state is degraded and the message names the setting', async () => {
        start('keep');
        await node.settle();
        assert.deepEqual(verdicts(node), { client: false, node: false, out: noMatch !== 'denyBoth' });
        assert.equal(node.enforcer.status().state, 'degraded');
        assert.equal(node.enforcer.status().ready, true);
        assert.match(warnings(node), /cniDefaultDeny is keep.*set cniDefaultDeny to open/);
        assert.deepEqual(node.writes, []);
        const [event, ...others] = node.recorded;
        assert.deepEqual(others, []);
        assert.equal(event?.reason, 'BlockedByForeignAcl');
        assert.match(event.note, /set cniDefaultDeny to open/);
        assert.deepEqual(
          [
            await node.metric('foreign_acl_endpoints', { effect: 'closes' }),
            await node.metric('foreign_acl_endpoints', { effect: 'opens' }),
          ],
          [1, 0],
        );

        node.set(egressOnly);
        await node.settle();
        assert.deepEqual(verdicts(node), { client: false, node: false, out: true });
        assert.equal(node.enforcer.status().state, 'degraded');
        node.delete('policy', 'demo/egress-only');
        await node.settle();
        assert.deepEqual(verdicts(node), { client: false, node: false, out: noMatch !== 'denyBoth' });

        // The operator changes the setting.
        await node.restart({ cniDefaultDeny: 'open' });
        node.sync(server, client);
        await node.settle();
        assert.deepEqual(verdicts(node), { client: true, node: true, out: true });
        assert.equal(node.enforcer.status().state, 'healthy');
      });
    });
  }

  it('HNS may return it with defaults written out', async () => {
    const node = new NodeUnderTest({ readBack: 'normalised', noMatch: 'deny' }, { cniDefaultDeny: 'open' });
    try {
      node.sync(server, client);
      node.endpoint(SERVER, [DENY]);
      await node.settle();
      assert.deepEqual(verdicts(node), { client: true, node: true, out: true });
    } finally {
      await node.end();
    }
  });

  it('open: beside another foreign Block of ingress it stays', async () => {
    const node = new NodeUnderTest({}, { cniDefaultDeny: 'open' });
    try {
      node.sync(server, client);
      const block: Policy = {
        Type: 'ACL',
        Settings: { Action: 'Block', Direction: 'In', RemoteAddresses: '192.0.2.1', RuleType: 'Switch', Priority: 400 },
      };
      node.endpoint(SERVER, [block, DENY]);
      await node.settle();
      assert.equal(verdicts(node).client, false);
      assert.equal(node.enforcer.status().state, 'degraded');
      assert.deepEqual(node.writes, []);
    } finally {
      await node.end();
    }
  });

  it('open: Felix on an endpoint from before the start is a leftover, and on a new one it still enforces', async () => {
    const node = new NodeUnderTest({}, { cniDefaultDeny: 'open' });
    try {
      node.endpoint(SERVER, [DENY]);
      node.set(pod('old', '10.224.0.11'));
      node.endpoint('10.224.0.11', FELIX);
      node.sync(server, client);
      await node.settle();
      assert.deepEqual(verdicts(node), { client: true, node: true, out: true });
      assert.equal(node.enforcer.status().state, 'healthy');

      node.set(pod('new', '10.224.0.12'));
      node.endpoint('10.224.0.12', FELIX);
      await node.settle();
      await node.pass(1);
      assert.deepEqual(verdicts(node), { client: false, node: false, out: true });
      assert.equal(node.enforcer.status().state, 'degraded');
      assert.match(warnings(node), /Felix wrote ACLs to a new endpoint of this node/);
      await node.pass(120);
      assert.equal(verdicts(node).client, false);
    } finally {
      await node.end();
    }
  });
});
