import assert from 'node:assert/strict';
import { SWITCHES } from '../../../src/simulator/hns/switches.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' })];

for (const sameIdUpdate of SWITCHES.sameIdUpdate) {
  describe(`agent: an Update with the Id of a stored ACL (sameIdUpdate: ${sameIdUpdate})`, () => {
    let node: NodeUnderTest;
    let server: string;
    beforeEach(async () => {
      node = new NodeUnderTest({ sameIdUpdate });
      server = node.endpoint(SERVER);
      node.sync(pod('server', SERVER, { app: 'server' }), ...peers, allow('p', 'server', 'client', 80));
      await node.settle();
    });
    afterEach(() => node.end());
    const verdicts = () => [80, 81].map(port => node.allows(CLIENT, SERVER, port));

    it('an edited policy needs no stored Id, because the Id of an ACL names its content', async () => {
      node.set(allow('p', 'server', 'client', 81));
      await node.settle();
      assert.deepEqual(verdicts(), [false, true]);
      assert.deepEqual(node.writes, [server, server]);
    });

    it('an ACL that another program edited is restored', async () => {
      const edited = node.hns.policiesOf(server).map(policy => ({
        ...policy,
        Settings: { ...(policy.Settings as object), ...(isGrant(policy.Settings) && { LocalPorts: '81' }) },
      }));
      node.hns.setPolicies(server, edited);
      assert.deepEqual(verdicts(), [false, true]);
      await node.pass(60);
      assert.deepEqual(verdicts(), [true, false]);
      assert.deepEqual(node.lines('error'), []);
      const attempts = sameIdUpdate === 'kept' ? 2 : 1;
      assert.equal(node.writes.length, 1 + attempts);
      await node.pass(120);
      assert.equal(node.writes.length, 1 + attempts);
    });
  });
}

function isGrant(settings: unknown): boolean {
  return (settings as { LocalPorts?: string }).LocalPorts === '80';
}
