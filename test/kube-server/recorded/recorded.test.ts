/** The embedded server answers as a real one did, apart from the differences in differences.ts. */
import assert from 'node:assert/strict';
import { startKubeServer } from '../start.ts';
import type { Difference } from './compare.ts';
import { type KnownDifference, PROTOCOL, VALIDATION } from './differences.ts';
import { seedBeforeProtocol } from './protocol-setup.ts';
import { type RecordedCase, recordedCases } from './recording.ts';
import { Replay } from './replay.ts';

describe('test/kube-server/recorded', () => {
  it('validates NetworkPolicies as the recorded server', async () => {
    const server = await startKubeServer();
    server.store.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'val' } }]);
    const replay = new Replay(server);
    const found = new Map<string, readonly Difference[]>();
    for (const recorded of recordedCases('validation')) {
      found.set(recorded.name, (await replay.run(recorded)).differences);
      for (const { metadata } of server.store.list('networkpolicies', 'val'))
        server.store.remove('networkpolicies', `val/${metadata.name}`);
    }
    replay.close();
    await server.close();
    assert.equal(found.size, 318);
    assertKnown(found, VALIDATION);
  });

  it('speaks the protocol as the recorded server', async () => {
    const server = await startKubeServer({ second: 20 });
    seedBeforeProtocol(server);
    const agent = server.token('system:serviceaccount:kube-system:hns-policy-agent');
    const tokens: Record<string, string> = {
      '401-bad-token': 'x',
      'watch-unauthorized': 'x',
      '401-no-token': '',
      'watch-forbidden': agent,
    };
    let version = '';
    let next = '';
    const replay = new Replay(server, {
      token: name => tokens[name] ?? (name.includes('-agent') ? agent : undefined),
      path: path => path.replace('resourceVersion=902', `resourceVersion=${version}`).replace(/continue=eyJ\w+/, `continue=${next}`),
    });
    const found = new Map<string, readonly Difference[]>();
    const run = async (recorded: RecordedCase) => {
      const { answer, differences } = await replay.run(recorded);
      if (recorded.name === 'list') version = answer.body.metadata.resourceVersion;
      if (recorded.name === 'list-limit-2') next = answer.body.metadata.continue;
      found.set(recorded.name, differences);
    };
    const cases = recordedCases('protocol');
    for (const recorded of cases) if (!recorded.events) await run(recorded);
    // The watches come last. They run side by side, because no request writes any more.
    await Promise.all(cases.filter(({ events }) => events).map(run));
    replay.close();
    await server.close();
    assert.equal(found.size, 149);
    assertKnown(found, PROTOCOL);
  });
});

/** Each difference is known, and each known one is there. */
function assertKnown(found: ReadonlyMap<string, readonly Difference[]>, known: readonly KnownDifference[]): void {
  const explains = (name: string, { path }: Difference, { path: pattern, cases }: KnownDifference) =>
    cases.includes(name) && pattern.exec(path)?.[0] === path;
  const unknown = [...found].flatMap(([name, differences]) =>
    differences.filter(difference => !known.some(one => explains(name, difference, one))).map(difference => ({ name, ...difference })),
  );
  assert.deepEqual(unknown, []);
  const gone = known.flatMap(one => one.cases.filter(name => !found.get(name)?.some(difference => explains(name, difference, one))));
  assert.deepEqual(gone, []);
}
