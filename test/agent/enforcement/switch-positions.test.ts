import assert from 'node:assert/strict';
import { SWITCHES, type Switches } from '../../../src/simulator/hns/switches.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';

const local = pod('server', SERVER, { app: 'server' });
const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, {}, { node: 'linux1' })];

/** The switches that affect the agent. The others concern calls that it does not make. */
const POSITIONS = (
  [
    'guidCase',
    'staleHandle',
    'stateInV2',
    'endpointNotFound',
    'updateReplaces',
    'sameIdUpdate',
    'emptyUpdate',
    'invalidElement',
    'readBack',
    'noMatch',
    'hostFirewall',
  ] as const
).flatMap(name => SWITCHES[name].map(position => ({ [name]: position }) as Partial<Switches>));

const ENDPOINTS = {
  'nothing of others': [],
  'what a CNI leaves': FOREIGN,
  'a policy of another type only': FOREIGN.slice(0, 1),
};

/** Compares the stored policies, because an HNS may normalise the policies that it returns. */
describe('agent: with every simulated behaviour of HNS', () => {
  for (const switches of [
    ...POSITIONS,
    { updateReplaces: 'all', readBack: 'normalised', noMatch: 'denyBoth', stateInV2: 'present' } as const,
  ]) {
    for (const [what, policies] of Object.entries(ENDPOINTS)) {
      it(`${JSON.stringify(switches)}, an endpoint with ${what}: enforced, edited, restored, left alone, released`, async () => {
        const node = new NodeUnderTest(switches);
        try {
          const server = node.endpoint(SERVER, policies);
          node.sync(local, ...peers, allow('p', 'server', 'client', 80));
          await node.settle();
          assert.deepEqual(verdicts(node), { client: true, clientElsewhere: false, other: false, node: true, out: true });
          assert.deepEqual(node.foreign(server), policies);

          node.set(allow('p', 'server', 'client', 80, 81));
          await node.settle();
          assert.deepEqual(verdicts(node), { client: true, clientElsewhere: true, other: false, node: true, out: true });
          assert.deepEqual(node.foreign(server), policies);
          assert.deepEqual(node.writes, [server, server]);

          await node.restart();
          node.sync(local, ...peers, allow('p', 'server', 'client', 80, 81));
          await node.settle();
          await node.pass(120);
          assert.deepEqual(node.writes, [server, server]);

          node.hns.setPolicies(server, policies);
          await node.pass(30);
          assert.deepEqual(verdicts(node), { client: true, clientElsewhere: true, other: false, node: true, out: true });
          assert.deepEqual(node.writes, [server, server, server]);

          node.delete('policy', 'demo/p');
          await node.settle();
          assert.deepEqual(verdicts(node), { client: true, clientElsewhere: true, other: true, node: true, out: true });
          assert.deepEqual(node.foreign(server), policies);
          if (clears(switches, policies)) assert.deepEqual(node.ours(server), []);
          const writes = node.writes.length;
          await node.pass(120);
          assert.equal(node.writes.length, writes);
          assert.deepEqual(node.lines('error'), []);
        } finally {
          await node.end();
        }
      });
    }
  }
});

/** True if this HNS can remove the last ACL with an Update. Otherwise allow-all ACLs stay. */
function clears({ updateReplaces }: Partial<Switches>, policies: readonly { readonly Type: string }[]): boolean {
  return updateReplaces !== 'sentTypes' || policies.length === 0 || policies.some(({ Type }) => Type === 'ACL');
}

function verdicts(node: NodeUnderTest) {
  return {
    client: node.allows(CLIENT, SERVER, 80),
    clientElsewhere: node.allows(CLIENT, SERVER, 81),
    other: node.allows(OTHER, SERVER, 80),
    node: node.allows(NODE_ADDRESS, SERVER, 80),
    out: node.allows(SERVER, OTHER, 80),
  };
}
