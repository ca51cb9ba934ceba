/** Tests the whole watch with the embedded API server, over HTTPS. */
import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterWatch } from '../../../src/kube/watch/cluster-watch.ts';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { eventually } from './eventually.ts';
import { MapSink } from './map-sink.ts';

const pod = (name: string, labels: Record<string, string> = {}, ip = '10.0.0.1') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'demo', name, labels },
  spec: { nodeName: 'n1' },
  status: { phase: 'Running', podIPs: [{ ip }] },
});
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const policy = (name: string, spec: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'demo', name },
  spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec },
});
const node = (name: string, address: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { addresses: [{ type: 'InternalIP', address }] },
});

describe('kube/watch', () => {
  let server: KubeServer;
  let sink: MapSink;
  let watches: ClusterWatch[];
  let issues: string[];
  let changes: number;

  beforeEach(async () => {
    server = await KubeServer.start();
    server.store.seed([namespace('demo'), pod('a'), pod('b', { app: 'web' }, 'FD00::2'), policy('p')]);
    sink = new MapSink();
    watches = [];
    issues = [];
    changes = 0;
  });
  afterEach(async () => {
    await Promise.all(watches.map(watch => watch.stop()));
    await server.close();
  });

  function start(nodeName?: string): ClusterWatch {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(server.kubeconfig());
    const watch = new ClusterWatch({
      kubeConfig,
      sink,
      onIssues: (kind, key, found) => issues.push(`${kind} ${key}: ${found.map(({ path }) => path).join(' ')}`),
      onChange: () => changes++,
      ...(nodeName !== undefined && { node: nodeName }),
      // Gives the shortest waits: 0.4 s after the first failure.
      random: () => 0,
    });
    watches.push(watch);
    watch.start();
    return watch;
  }

  const knows = (...names: string[]) =>
    eventually(() => sink.all('pod').join() === names.map(name => `demo/${name}`).join(), `pods ${names} in the sink`);
  const allConnected = (watch: ClusterWatch) => eventually(() => watch.health.every(({ connected }) => connected), 'open watches');
  /** Verbs and queries of the requests for pods since the last `forgetRequests`. */
  const podRequests = () =>
    server.faults.requests
      .filter(({ resource }) => resource === 'pods')
      .map(({ verb, path }) => ({ verb, query: new URL(path, server.url).searchParams }));

  it('passes every kind to the sink, then every change', async () => {
    const watch = start();
    assert.equal(watch.isSynced, false);
    await watch.synced;
    assert.equal(watch.isSynced, true);
    assert.deepEqual([sink.all('pod'), sink.all('policy')], [['demo/a', 'demo/b'], ['demo/p']]);
    const b = sink.get('pod', 'demo/b');
    assert.deepEqual([b?.labels, b?.node, b?.addresses, b?.uid.length], [{ app: 'web' }, 'n1', ['fd00::2'], 36]);
    assert.deepEqual(sink.get('namespace', 'demo')?.labels, { 'kubernetes.io/metadata.name': 'demo' });
    assert.deepEqual(sink.get('policy', 'demo/p')?.ingress, []);
    assert.equal(podRequests().length, 1);

    const before = changes;
    server.store.seed([pod('c'), pod('a', { app: 'db' })]);
    server.store.remove('pods', 'demo/b');
    await knows('a', 'c');
    assert.deepEqual(sink.get('pod', 'demo/a')?.labels, { app: 'db' });
    assert.ok(changes >= before + 3);
    server.store.seed([namespace('other'), policy('q')]);
    await eventually(() => sink.all('policy').length === 2 && sink.all('namespace').includes('other'), 'the new policy and namespace');
    assert.deepEqual(issues, []);
    assert.ok(watch.health.every(({ connected, failures, lastList }) => connected && failures === 0 && lastList));
  });

  it('watches only the given node', async () => {
    server.store.seed([node('n1', '10.1.0.1'), node('n2', '10.1.0.2')]);
    const watch = start('n1');
    await watch.synced;
    assert.deepEqual(sink.all('node'), ['n1']);
    server.store.seed([node('n1', '10.1.0.9'), node('n2', '10.1.0.3')]);
    await eventually(() => sink.get('node', 'n1')?.addresses[0] === '10.1.0.9', 'the new address');
    assert.deepEqual(sink.all('node'), ['n1']);
  });

  it('lists no finished pods, but pods of the host network', async () => {
    const phase = (name: string, is: string) => ({ ...pod(name), status: { phase: is, podIPs: [{ ip: '10.0.0.7' }] } });
    server.store.seed([phase('done', 'Succeeded'), phase('broken', 'Failed'), phase('new', 'Pending'), phase('lost', 'Unknown')]);
    server.store.seed([{ ...pod('host'), spec: { nodeName: 'n1', hostNetwork: true } }]);
    await start().synced;
    await knows('a', 'b', 'host', 'lost', 'new');
    server.store.seed([phase('new', 'Succeeded')]);
    await knows('a', 'b', 'host', 'lost');
    assert.equal(sink.get('pod', 'demo/host')?.hostNetwork, true);
  });

  it('is in sync only after all kinds have been listed', async () => {
    server.faults.inject({ status: 503, times: Infinity, when: ({ resource }) => resource === 'networkpolicies' });
    const watch = start();
    let synced = false;
    void watch.synced.then(() => {
      synced = true;
    });
    const policies = () => watch.health.find(({ kind }) => kind === 'policy')!;
    await eventually(
      () => policies().failures >= 2 && watch.health.filter(health => health.synced).length === 2,
      'the failures of one kind',
    );
    assert.deepEqual([synced, watch.isSynced, policies().connected], [false, false, false]);
    assert.match(policies().lastError ?? '', /503/);
    server.faults.clear();
    await watch.synced;
    assert.ok(watch.isSynced);
    assert.deepEqual(sink.all('policy'), ['demo/p']);
  });

  describe('by pages', () => {
    const names = Array.from({ length: 1201 }, (_, i) => `p${String(i).padStart(4, '0')}`);
    beforeEach(() => {
      server.faults.streamingLists = 'refused';
      server.store.seed(names.map(name => pod(name)));
    });

    it('of 250 if the server does not stream lists, and then watches from there', async () => {
      const watch = start();
      await watch.synced;
      await allConnected(watch);
      await knows('a', 'b', ...names);
      const [refused, ...pages] = podRequests();
      assert.equal(refused?.query.get('sendInitialEvents'), 'true');
      assert.deepEqual(
        pages.map(({ verb, query }) => [verb, query.get('limit'), query.has('continue')]),
        [
          ['list', '250', false],
          ['list', '250', true],
          ['list', '250', true],
          ['list', '250', true],
          ['list', '250', true],
          ['watch', null, false],
        ],
      );
      server.store.remove('pods', 'demo/a');
      await knows('b', ...names);
    });

    it('restarted if the server no longer has the version of the first page', async () => {
      let compacted = false;
      server.faults.inject({
        status: 500,
        when: ({ path }) => {
          if (!compacted && path.includes('continue=')) {
            compacted = true;
            server.store.remove('pods', 'demo/p0000');
            server.faults.compact();
          }
          return false;
        },
      });
      await start().synced;
      assert.ok(compacted);
      await knows('a', 'b', ...names.slice(1));
    });
  });

  it('a server that ignores the request for a streaming list is listed by pages', async () => {
    server.faults.streamingLists = 'ignored';
    const watch = start();
    await eventually(() => server.faults.watches === 3, 'three watches');
    // Such a server would send no data after its objects. Its next bookmark shows the problem too, without a wait in the test.
    server.faults.sendBookmarks();
    await watch.synced;
    await knows('a', 'b');
    assert.deepEqual(
      podRequests()
        .slice(0, 2)
        .map(({ verb }) => verb),
      ['watch', 'list'],
    );
  });

  it('broken connections are resumed where they were, without a list', async () => {
    const watch = start();
    await watch.synced;
    server.store.seed([pod('c')]);
    await knows('a', 'b', 'c');
    server.faults.forgetRequests();
    server.faults.dropWatches('cut');
    server.store.seed([pod('d')]);
    server.store.remove('pods', 'demo/a');
    await knows('b', 'c', 'd');
    await allConnected(watch);
    assert.deepEqual(
      podRequests().map(({ verb, query }) => [verb, query.get('limit'), query.has('resourceVersion'), query.has('sendInitialEvents')]),
      [
        ['list', '1', false, false],
        ['watch', null, true, false],
      ],
    );
  });

  it('a bookmark avoids the list that an empty watch cache would require', async () => {
    const watch = start();
    await watch.synced;
    server.store.seed([namespace('x')]);
    server.faults.sendBookmarks();
    const events = () => watch.health.every(({ lastEvent }) => lastEvent !== undefined);
    await eventually(events, 'the bookmarks');
    server.faults.emptyWatchCaches();
    server.faults.forgetRequests();
    server.faults.dropWatches('cut');
    await eventually(() => podRequests().length > 0, 'a new watch');
    await allConnected(watch);
    server.store.seed([pod('c')]);
    await knows('a', 'b', 'c');
    assert.deepEqual(
      podRequests().map(({ verb, query }) => [verb, query.get('limit'), query.has('sendInitialEvents')]),
      [
        ['list', '1', false],
        ['watch', null, false],
      ],
    );
  });

  for (const goneAs of ['event', 'status'] as const) {
    it(`after an outage in which history was lost (410 as ${goneAs}) a new list finds the deletions`, async () => {
      server.faults.goneAs = goneAs;
      const watch = start();
      await watch.synced;
      server.faults.goAway();
      await eventually(() => watch.health.every(({ failures }) => failures > 0), 'the outage');
      assert.deepEqual(sink.all('pod'), ['demo/a', 'demo/b']);
      assert.equal(watch.isSynced, true);
      server.store.remove('pods', 'demo/a');
      server.store.remove('networkpolicies', 'demo/p');
      server.store.seed([pod('c'), namespace('new')]);
      server.faults.restart();
      await knows('b', 'c');
      await eventually(() => sink.all('policy').length === 0 && sink.all('namespace').includes('new'), 'the other kinds');
      await allConnected(watch);
    });
  }

  it('a watch that receives 410 lists again', async () => {
    const watch = start();
    await watch.synced;
    server.faults.forgetRequests();
    server.faults.dropWatches('gone');
    await eventually(() => podRequests().some(({ query }) => query.has('sendInitialEvents')), 'a new list');
    await allConnected(watch);
    assert.deepEqual(sink.all('pod'), ['demo/a', 'demo/b']);
  });

  it('the final state equals the server’s, after any events', async () => {
    const watch = start();
    await watch.synced;
    const faults = [
      () => server.faults.dropWatches('cut'),
      () => server.faults.dropWatches('gone'),
      () => server.faults.inject({ status: 500 }),
      () => server.faults.compact(),
      () => server.faults.emptyWatchCaches(),
      () => server.faults.dropWatches('end'),
    ];
    for (let round = 0; round < 25; round++) {
      server.store.seed([pod(`x${round % 7}`, { round: `${round}` })]);
      faults[round % faults.length]!();
      server.store.remove('pods', `demo/x${(round * 3) % 7}`);
      await new Promise(resolve => setImmediate(resolve));
    }
    server.faults.clear();
    const expected = server.store.list('pods').map(({ metadata }) => `${metadata.name} ${JSON.stringify(metadata.labels)}`);
    const actual = () => sink.all('pod').map(key => `${sink.get('pod', key)!.name} ${JSON.stringify(sink.get('pod', key)!.labels)}`);
    await eventually(() => actual().join() === expected.join(), 'the state of the server');
  });

  it('a malformed object is an issue with its name and does not affect other objects', async () => {
    const broken = { ...pod('broken'), spec: { hostNetwork: 'yes' } };
    server.store.seed([broken, policy('half', { ingress: [{ from: [{}, { podSelector: {} }] }] })]);
    const watch = start();
    await watch.synced;
    assert.deepEqual(issues.sort(), ['pod demo/broken: spec.hostNetwork', 'policy demo/half: spec.ingress[0].from[0]']);
    assert.deepEqual(sink.all('pod'), ['demo/a', 'demo/b']);
    // The policy isolates, and its valid peer is left.
    const [rule] = sink.get('policy', 'demo/half')?.ingress ?? [];
    assert.ok(rule && rule.peers !== 'any');
    assert.deepEqual(
      rule.peers.map(({ path }) => path),
      ['spec.ingress[0].from[1]'],
    );
    issues.length = 0;
    server.store.seed([pod('broken')]);
    server.store.remove('networkpolicies', 'demo/half');
    await eventually(() => issues.length === 2, 'the end of the issues');
    assert.deepEqual(issues.sort(), ['pod demo/broken: ', 'policy demo/half: ']);
    await knows('a', 'b', 'broken');
  });

  it('a policy whose podSelector becomes invalid isolates the pods that the rest selects, and allows no traffic', async () => {
    const watch = start();
    await watch.synced;
    const podSelector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'a', operator: 'Near' }] };
    server.store.seed([policy('p', { podSelector, ingress: [{}] })]);
    await eventually(() => issues.length > 0, 'the issue');
    assert.deepEqual(issues, ['policy demo/p: spec.podSelector.matchExpressions[0].operator']);
    const { podSelector: read, ingress } = sink.get('policy', 'demo/p')!;
    assert.deepEqual([read, ingress], [{ matchLabels: { app: 'web' }, matchExpressions: [] }, []]);
  });

  it('stop ends every connection, and later events are dropped', async () => {
    const watch = start();
    await watch.synced;
    const before = sink.calls.length;
    const stopped = watch.stop();
    server.store.seed([pod('c')]);
    await stopped;
    await eventually(() => server.faults.watches === 0, 'the end of the watches');
    server.store.seed([pod('d')]);
    assert.equal(sink.calls.length, before);
    assert.ok(watch.health.every(({ connected }) => !connected));
  });

  it('stop ends a watch that never reached a server', async () => {
    server.faults.goAway();
    const watch = start();
    await eventually(() => watch.health.every(({ failures }) => failures > 0), 'failures');
    await watch.stop();
    assert.equal(watch.isSynced, false);
    server.faults.comeBack();
  });
});
