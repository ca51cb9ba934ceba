import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import { keyOfTarget, MAX_OPENINGS, OPENINGS, type Opening, readOpenings } from '../../src/agent/openings/opening.ts';
import { isResource } from '../../src/simulator/kube/audit.ts';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { account, binding, role } from '../kube-server/access/objects.ts';
import { startKubeServer } from '../kube-server/start.ts';
import { namespace } from '../simulator/kube/objects.ts';
import { hnsPolicy } from './command-line.ts';

const NOW = Date.parse('2026-01-01T00:00:00.000Z');
const MAP = `kube-system/${OPENINGS}`;
const TIMES = { from: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:30:00.000Z' };

describe('cli/open and close', () => {
  let server: KubeServer;
  let folder: string;
  let clock: sinon.SinonFakeTimers;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'open-'));
    server = await startKubeServer();
    const pod = { metadata: { name: 'web', namespace: 'shop' }, spec: { containers: [{ name: 'main', image: 'example/main' }] } };
    server.store.seed([
      ...[namespace('shop'), { apiVersion: 'v1', kind: 'Pod', ...pod }],
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'win1' } },
    ]);
    use(server.kubeconfig());
    clock = sinon.useFakeTimers({ now: NOW, toFake: ['Date'] });
  });
  afterEach(async () => {
    clock.restore();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const use = (kubeconfig: string) => writeFileSync(join(folder, 'config'), kubeconfig);
  const run = (...argv: string[]) => hnsPolicy([...argv, '--kubeconfig', join(folder, 'config')]);
  const stored = (): readonly Opening[] => {
    const read = readOpenings(server.store.get('configmaps', MAP));
    assert.ok('openings' in read, JSON.stringify(read));
    return [...read.openings.values()];
  };
  const seed = (data: Record<string, string>) =>
    server.store.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: OPENINGS, namespace: 'kube-system' }, data }]);

  for (const [scope, name, target] of [
    ['pod', 'shop/web', { scope: 'pod', namespace: 'shop', name: 'web' }],
    ['namespace', 'shop', { scope: 'namespace', name: 'shop' }],
    ['node', 'win1', { scope: 'node', name: 'win1' }],
  ] as const) {
    it(`stores the opening of a ${scope}, with its end as a time`, async () => {
      assert.deepEqual(await run('open', scope, name, '--for', '30m'), {
        ...{ status: 0, err: '' },
        out: `${scope} ${name} is open until 2026-01-01T00:30:00.000Z at the latest. To end it: hns-policy close ${scope} ${name}\n`,
      });
      assert.deepEqual(stored(), [{ ...target, ...TIMES }]);
    });

    it(`close ${scope} ends it`, async () => {
      await run('open', scope, name, '--for', '30m');
      assert.deepEqual(await run('close', scope, name), { status: 0, out: `the opening of ${scope} ${name} is ended\n`, err: '' });
      assert.deepEqual(stored(), []);
      assert.deepEqual(await run('close', scope, name), { status: 1, out: '', err: `error: ${scope} ${name} is not open\n` });
    });
  }

  it('keeps the other openings, replaces that of the same target, and removes those that have ended', async () => {
    await run('open', 'node', 'win1', '--for', '5m');
    await run('open', 'namespace', 'shop', '--for', '1h', '--reason', 'outage');
    clock.tick(10 * 60_000);
    await run('open', 'namespace', 'shop', '--for', '30m');
    assert.deepEqual(stored(), [{ scope: 'namespace', name: 'shop', from: '2026-01-01T00:10:00.000Z', until: '2026-01-01T00:40:00.000Z' }]);
  });

  it('without a target lists the openings that have not ended', async () => {
    assert.deepEqual(await run('open'), { status: 0, out: 'no pod, namespace or node is open\n', err: '' });
    await run('open', 'node', 'win1', '--for', '5m');
    await run('open', 'pod', 'shop/web', '--for', '1h', '--reason', 'payment outage');
    clock.tick(10 * 60_000);
    const { out } = await run('open');
    assert.deepEqual(
      out.split('\n').map(line => line.split(/\s{2,}/)),
      [['OPEN', 'UNTIL', 'ENDS IN', 'REASON'], ['pod shop/web', '2026-01-01T01:00:00.000Z', '50m', 'payment outage'], ['']],
    );
    assert.equal(JSON.parse((await run('open', '-o', 'json')).out).openings[0].reason, 'payment outage');
  });

  for (const [title, argv, message] of [
    ['no time', ['pod', 'shop/web'], /^error: --for is required/],
    ['more than 24 hours', ['pod', 'shop/web', '--for', '24h1s'], /^error: --for must be more than 0 and at most 24h/],
    ['no duration', ['pod', 'shop/web', '--for', '0s'], /^error: --for must be more than 0/],
    ['a number without a unit', ['pod', 'shop/web', '--for', '30'], /Must be a duration/],
    ['a pod without a namespace', ['pod', 'web', '--for', '30m'], /^error: "web" is not a pod: use namespace\/name/],
    ['a namespace with a slash', ['namespace', 'a/b', '--for', '30m'], /^error: "a\/b" is not the name of a namespace/],
    ['no name', ['node', '--for', '30m'], /^error: "" is not the name of a node/],
    ['an unknown scope', ['cluster', 'a', '--for', '30m'], /Allowed choices are pod, namespace, node/],
    ['a pod that does not exist', ['pod', 'shop/wep', '--for', '30m'], /^error: the cluster has no pod shop\/wep\n$/],
    ['a namespace that does not exist', ['namespace', 'shap', '--for', '30m'], /^error: the cluster has no namespace shap\n$/],
    ['a node that does not exist', ['node', 'win9', '--for', '30m'], /^error: the cluster has no node win9\n$/],
    ['control characters in the reason', ['pod', 'shop/web', '--for', '1m', '--reason', 'a\u001b[2J'], /^error: --reason must be one line/],
  ] as const) {
    it(`rejects ${title}, and stores nothing`, async () => {
      const { status, err } = await run('open', ...argv);
      assert.equal(status, 1);
      assert.match(err, message);
      assert.equal(server.store.get('configmaps', MAP), undefined);
    });
  }

  it('only a user who may write the ConfigMap can open', async () => {
    const user = 'system:serviceaccount:shop:tenant';
    server.store.seed([
      account('tenant', 'shop'),
      role('tenant', [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }]),
      binding('tenant', 'ClusterRole tenant', ['ServiceAccount tenant shop']),
    ]);
    use(server.kubeconfig(user));
    const { status, err } = await run('open', 'pod', 'shop/web', '--for', '30m');
    assert.equal(status, 1);
    assert.match(err, /^error: 403 configmaps "hns-policy-openings" is forbidden: User/);
  });

  it('does not lose an opening that another administrator adds at the same time', async () => {
    seed({});
    let isFirst = true;
    const other: Opening = { scope: 'node', name: 'win1', ...TIMES };
    // The ConfigMap changes after the read, once.
    server.faults.inject({
      status: 409,
      when: request => {
        if (!isFirst || !isResource(request) || request.verb !== 'patch') return false;
        isFirst = false;
        seed({ [keyOfTarget(other)]: JSON.stringify(other) });
        return false;
      },
    });
    assert.equal((await run('open', 'namespace', 'shop', '--for', '30m')).status, 0);
    assert.deepEqual(
      stored()
        .map(({ scope }) => scope)
        .sort(),
      ['namespace', 'node'],
    );
  });

  it('stores at most the number of openings that agents accept', async () => {
    const names = Array.from({ length: MAX_OPENINGS }, (_, i) => `n${i}`);
    seed(Object.fromEntries(names.map(name => [name, JSON.stringify({ scope: 'namespace', name, ...TIMES })])));
    const { status, err } = await run('open', 'pod', 'shop/web', '--for', '30m');
    assert.deepEqual([status, err], [1, `error: ConfigMap ${MAP} has ${MAX_OPENINGS} openings already, the maximum\n`]);
  });

  it('reports an invalid ConfigMap, and close --all repairs it', async () => {
    seed({ a: 'b' });
    for (const argv of [['open'], ['open', 'pod', 'shop/web', '--for', '30m'], ['close', 'pod', 'shop/web']]) {
      const { status, err } = await run(...argv);
      assert.equal(status, 1);
      assert.match(
        err,
        /^error: ConfigMap kube-system\/hns-policy-openings is invalid and has no effect: entry a: .*"hns-policy close --all"\n$/,
      );
    }
    assert.deepEqual(await run('close', '--all'), { status: 0, out: 'all openings are ended\n', err: '' });
    assert.deepEqual(stored(), []);
    assert.equal((await run('open', 'pod', 'shop/web', '--for', '30m')).status, 0);
  });

  it('close --all without a ConfigMap, and close without a target', async () => {
    assert.equal((await run('close', '--all')).status, 0);
    assert.deepEqual(await run('close'), { status: 1, out: '', err: 'error: name a pod, a namespace or a node, or use --all\n' });
  });
});
