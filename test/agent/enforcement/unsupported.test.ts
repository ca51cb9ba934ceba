import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const objects = [pod('server', SERVER, { app: 'server' }), allow('p', 'server', 'client', 80)] as const;
const OLD_BUILD = 'Windows build 17763 is too old: the agent needs 20348 (Windows Server 2022)';
const OLD_HNS = 'HNS 7.1 is too old: the HCN v2 calls need 9.2';

describe('agent: a node that is too old', () => {
  let node: NodeUnderTest;
  let server: string;

  beforeEach(() => {
    node = new NodeUnderTest();
    server = node.endpoint(SERVER);
  });
  afterEach(() => node.end());

  const tooOld: readonly (readonly [string, string, () => void])[] = [
    [
      'the build',
      OLD_BUILD,
      () => {
        node.windowsBuild = 17763;
      },
    ],
    [
      'HNS',
      OLD_HNS,
      () => {
        node.hns.version = { Major: 7, Minor: 1 };
      },
    ],
  ];
  for (const [what, reason, make] of tooOld) {
    it(`${what}: the agent stays up and ready, writes nothing, and shows it in an Event, a metric and the log`, async () => {
      make();
      await node.restart();
      node.sync(...objects);
      await node.pass(600);
      assert.deepEqual(node.writes, []);
      const { state, ready, unsupported } = node.enforcer.status();
      assert.deepEqual({ state, ready, unsupported }, { state: 'unsupported', ready: true, unsupported: reason });
      assert.equal(await node.metric('unsupported'), 1);
      assert.equal(await node.metric('ready'), 1);
      assert.equal(await node.metric('healthy'), 0);
      const errors = node.log.filter(({ level }) => level === 'error');
      assert.deepEqual(
        errors.map(({ message, error }) => [message, error]),
        [['Windows or HNS is too old: no policy is enforced', reason]],
      );
      assert.deepEqual(
        node.recorded.map(event => [event.type, event.reason, event.regarding.kind, event.regarding.name]),
        [['Warning', 'HnsUnsupported', 'Node', NODE]],
      );
      assert.ok(node.recorded[0]!.note.startsWith(`${reason}\n`));
    });
  }

  it('an update of HNS ends it: the policies are enforced, and an Event, the metric and the log report it', async () => {
    node.hns.version = { Major: 7, Minor: 1 };
    node.sync(...objects);
    await node.pass(60);
    node.hns.version = { Major: 15, Minor: 4 };
    await node.pass(30);
    await node.settle();
    assert.notDeepEqual(node.ours(server), []);
    const { state, ready, unsupported } = node.enforcer.status();
    assert.deepEqual({ state, ready, unsupported }, { state: 'healthy', ready: true, unsupported: undefined });
    assert.equal(await node.metric('unsupported'), 0);
    assert.equal(node.recorded.at(-1)!.reason, 'HnsSupported');
    assert.ok(node.lines('info').includes('Windows and HNS are supported now'));
  });

  for (const [build, version, noMatch] of [
    [20348, { Major: 14, Minor: 0 }, 'allow'],
    [26100, { Major: 15, Minor: 4 }, 'deny'],
    [26100, { Major: 15, Minor: 4 }, 'denyBoth'],
    [99999, { Major: 99, Minor: 0 }, 'deny'],
  ] as const) {
    it(`build ${build} is supported, where HNS decides "${noMatch}" without a matching ACL`, async () => {
      await node.end();
      node = new NodeUnderTest({ noMatch });
      node.hns.version = version;
      node.windowsBuild = build;
      await node.restart();
      server = node.endpoint(SERVER);
      node.sync(...objects);
      await node.settle();
      assert.notDeepEqual(node.ours(server), []);
      assert.equal(node.allows('10.224.9.9', SERVER, 80), false);
      assert.equal(node.allows(SERVER, '10.224.9.9', 80), true);
      assert.equal(node.enforcer.status().state, 'healthy');
      assert.equal(await node.metric('unsupported'), 0);
    });
  }
});
