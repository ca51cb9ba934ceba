import assert from 'node:assert/strict';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { SWITCHES } from '../../../src/simulator/hns/switches.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const OPEN = '10.224.0.73';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';
const WIRE_SERVER = '168.63.129.16';

const local = pod('server', SERVER, { app: 'server' });
const open = pod('open', OPEN, { app: 'open' });
const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, {}, { node: 'linux1' })];
const rule = allow('p', 'server', 'client', 80);

const acl = (Settings: Readonly<Record<string, unknown>>): Policy => ({ Type: 'ACL', Settings: { RuleType: 'Switch', ...Settings } });
const any = { Protocols: '256' };
const NODE_RULE = acl({
  Id: 'allow-host-to-endpoint',
  ...any,
  Action: 'Allow',
  Direction: 'In',
  RemoteAddresses: `${NODE_ADDRESS}/32`,
  Priority: 900,
});
const HOST = (['In', 'Out'] as const).map(Direction => acl({ ...any, Action: 'Allow', Direction, RuleType: 'Host' }));
/** The final rules of Felix in a direction that no policy isolates (docs/reference/calico-windows.md §1.4). */
const profile = (Direction: 'In' | 'Out') => [
  acl({ Id: `profile-kns.demo-Lm9FvTz0y2B8aQ_1-0`, ...any, Action: 'Allow', Direction, Priority: 1000 }),
  acl({ ...any, Action: 'Block', Direction, Priority: 1001 }),
];
const POLICY = [
  acl({
    Id: 'policy-NetworkPolicy/demo/knp.default.p-wv-dUq8E_hvZQ3bT-0',
    Protocols: '6',
    Action: 'Allow',
    Direction: 'In',
    RemoteAddresses: CLIENT,
    LocalPorts: '80',
    Priority: 1000,
  }),
  acl({ ...any, Action: 'Block', Direction: 'In', Priority: 1001 }),
];
/** From static-rules.json: blocks the WireServer. Felix has replaced the block of the CNI plugin. */
const STATIC = acl({
  Id: 'Azure-block-wire-server',
  Protocols: '6',
  Action: 'Block',
  Direction: 'Out',
  RemoteAddresses: `${WIRE_SERVER}/32`,
  RemotePorts: '80',
  Priority: 999,
});

describe('agent: takeover from Calico', () => {
  for (const noMatch of SWITCHES.noMatch) {
    for (const [what, others] of [
      ['no rules of its administrator', []],
      ['a static rule', [STATIC]],
    ] as const) {
      it(`takes one Update per endpoint and interrupts no pod, open ones included: ${what}, noMatch ${noMatch}`, async () => {
        const node = new NodeUnderTest({ noMatch }, { takeover: ['calico'] });
        try {
          const nat = FOREIGN.slice(0, 1);
          const server = node.endpoint(SERVER, [...nat, NODE_RULE, ...POLICY, HOST[0]!, ...others, ...profile('Out'), HOST[1]!]);
          const other = node.endpoint(OPEN, [...nat, NODE_RULE, ...profile('In'), HOST[0]!, ...others, ...profile('Out'), HOST[1]!]);
          node.sync(local, open, ...peers, rule);
          await node.settle();
          assert.deepEqual(node.writes.toSorted(), [server, other].sort());
          assert.deepEqual(
            [node.foreign(server), node.foreign(other)],
            [
              [...nat, ...others],
              [...nat, ...others],
            ],
          );
          assert.deepEqual(
            [
              node.allows(CLIENT, SERVER, 80),
              node.allows(OTHER, SERVER, 80),
              node.allows(NODE_ADDRESS, SERVER, 80),
              node.allows(SERVER, OTHER, 443),
            ],
            [true, false, true, true],
          );
          assert.deepEqual([node.allows(OTHER, OPEN, 80), node.allows(OPEN, OTHER, 443)], [true, true]);
          assert.equal(node.allows(OPEN, WIRE_SERVER, 80), others.length === 0);
          assert.equal(await node.metric('taken_over_endpoints_total', { from: 'calico' }), 2);

          // A policy for the open pod is created and deleted.
          node.set(allow('q', 'open', 'client', 80));
          await node.settle();
          assert.equal(node.allows(OTHER, OPEN, 80), false);
          node.delete('policy', 'demo/q');
          await node.settle();
          assert.deepEqual([node.allows(OTHER, OPEN, 80), node.allows(OPEN, OTHER, 443)], [true, true]);
          const writes = node.writes.length;
          await node.restart();
          node.sync(local, open, ...peers, rule);
          await node.settle();
          await node.pass(120);
          assert.equal(node.writes.length, writes);
        } finally {
          await node.end();
        }
      });
    }
  }

  it('adds no allow-all ACL next to a foreign Allow, which may be meant to close the rest', async () => {
    const node = new NodeUnderTest({ noMatch: 'deny' }, { takeover: ['calico'] });
    try {
      const closing = acl({ Id: 'site-allow-list', Action: 'Allow', Direction: 'In', RemoteAddresses: CLIENT, Priority: 500 });
      const endpoint = node.endpoint(OPEN, [
        NODE_RULE,
        closing,
        ...profile('Out'),
        acl({ ...any, Action: 'Block', Direction: 'In', Priority: 1001 }),
      ]);
      node.sync(open, ...peers);
      await node.settle();
      assert.deepEqual(node.hns.policiesOf(endpoint), [closing]);
      assert.equal(node.allows(OTHER, OPEN, 80), false);
    } finally {
      await node.end();
    }
  });

  it('is off by default', async () => {
    const node = new NodeUnderTest();
    try {
      const left = [NODE_RULE, ...profile('In'), ...profile('Out'), ...HOST];
      const endpoint = node.endpoint(OPEN, left);
      node.sync(open, ...peers);
      await node.settle();
      assert.deepEqual(node.hns.policiesOf(endpoint), left);
    } finally {
      await node.end();
    }
  });
});
