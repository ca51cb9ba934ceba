import assert from 'node:assert/strict';
import { ID_PREFIX } from '../../../src/hns/document/owner.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const OPEN = '10.224.0.74';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';

const objects = [
  pod('server', SERVER, { app: 'server' }),
  pod('second', SECOND, { app: 'server' }),
  pod('open', OPEN),
  pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }),
  pod('other', OTHER, {}, { node: 'linux1' }),
  allow('p', 'server', 'client', 80),
  policy('q', {
    podSelector: { matchLabels: { app: 'server' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '10.224.9.0/24' } }] }],
  }),
];

type Settings = Readonly<Record<string, unknown>> & { readonly Id?: string; readonly Priority?: number };

/** ACLs of another version for the same policies: each own ACL with a change. */
function writtenBy(version: (settings: Settings) => object, policies: readonly Policy[]): Policy[] {
  return policies.map(one => {
    const settings = one.Settings as Settings;
    return settings.Id?.startsWith(ID_PREFIX) ? { ...one, Settings: { ...settings, ...version(settings) } } : one;
  });
}

for (const switches of [{}, { updateReplaces: 'all', readBack: 'normalised', noMatch: 'denyBoth' }] as const) {
  describe(`agent: an upgrade, ${JSON.stringify(switches)}`, () => {
    let node: NodeUnderTest;
    let endpoints: Readonly<Record<'server' | 'second' | 'open', string>>;

    /** Starts the new version with the ACLs of the old one, and waits for the first sync. */
    async function upgrade(oldVersion: (settings: Settings) => object): Promise<void> {
      node = new NodeUnderTest(switches);
      endpoints = { server: node.endpoint(SERVER), second: node.endpoint(SECOND), open: node.endpoint(OPEN) };
      node.sync(...objects);
      await node.settle();
      await node.enforcer.stop(0);
      for (const id of Object.values(endpoints)) node.hns.setPolicies(id, writtenBy(oldVersion, node.hns.policiesOf(id)));
      await node.restart();
      node.hns.forgetCalls();
      // The check starts with the new version.
      node.assertWatch();
      node.sync(...objects);
      await node.settle();
      await node.pass(120);
    }

    async function assertUpgraded(): Promise<void> {
      assert.deepEqual(node.writes.toSorted(), [endpoints.server, endpoints.second].sort());
      assert.deepEqual(
        [node.allows(CLIENT, SERVER, 80), node.allows(OTHER, SERVER, 80), node.allows(SERVER, CLIENT, 443)],
        [true, false, true],
      );
      assert.deepEqual(node.foreign(endpoints.server), FOREIGN);
      assert.deepEqual(node.hns.policiesOf(endpoints.open), FOREIGN);
      assert.equal(await node.metric('drift_repaired_total'), 0);
      assert.deepEqual([...node.lines('warn'), ...node.lines('error')], []);
    }

    afterEach(() => node.end());

    it('to a version with equal ACLs writes no endpoint', async () => {
      await upgrade(() => ({}));
      assert.deepEqual(node.writes, []);
    });

    it('to a version with another hash in its Ids writes no endpoint', async () => {
      await upgrade(({ Id }) => ({
        Id: Id!.replace(/[0-9a-f]{16}$/, hash => [...hash].reverse().join('')),
      }));
      assert.deepEqual(node.writes, []);
      assert.equal(node.enforcer.status().state, 'healthy');
    });

    it('to a version with other Ids and priorities takes one Update per endpoint, without opening or interruption', async () => {
      await upgrade(({ Id, Priority }) => ({
        Id: `${ID_PREFIX}v0-${Id!.slice(ID_PREFIX.length)}`,
        ...(Priority !== undefined && { Priority: Priority + 400 }),
      }));
      await assertUpgraded();
    });

    it('to a version without one of the old ACLs removes it with the rest', async () => {
      const old = {
        Type: 'ACL',
        Settings: {
          Id: `${ID_PREFIX}retired.0123456789abcdef`,
          Action: 'Allow',
          Direction: 'In',
          RemoteAddresses: '192.0.2.1',
          RuleType: 'Switch',
          Priority: 900,
        },
      };
      await upgrade(() => ({}));
      node.hns.setPolicies(endpoints.server, [...node.hns.policiesOf(endpoints.server), old]);
      await node.restart();
      node.sync(...objects);
      await node.settle();
      assert.deepEqual(node.writes, [endpoints.server]);
      assert.ok(!node.ours(endpoints.server).includes(old.Settings.Id));
    });
  });
}
