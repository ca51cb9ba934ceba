/** With the embedded API server, over HTTPS. */
import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { ApiConnection } from '../../../src/kube/watch/connection.ts';
import { ObjectWatch } from '../../../src/kube/watch/object-watch.ts';
import { isResource } from '../../../src/simulator/kube/audit.ts';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { account, binding, role } from '../../kube-server/access/objects.ts';
import { startKubeServer } from '../../kube-server/start.ts';
import { eventually } from './eventually.ts';

const AGENT = 'system:serviceaccount:kube-system:agent';
const MAP = 'kube-system/wanted';

describe('kube/watch/object-watch', () => {
  let server: KubeServer;
  let connection: ApiConnection;
  let stopping: AbortController;
  let running: Promise<void>;
  let objects: (string | undefined)[];
  let rejected: string[];
  let unreachable: string[];

  beforeEach(async () => {
    server = await startKubeServer();
    const rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['wanted'], verbs: ['get', 'watch'] };
    server.store.seed([
      account('agent', 'kube-system'),
      role('agent', [rule]),
      binding('agent', 'ClusterRole agent', ['ServiceAccount agent kube-system']),
    ]);
    objects = [];
    rejected = [];
    unreachable = [];
    stopping = new AbortController();
  });
  afterEach(async () => {
    stopping.abort();
    await running;
    connection.close();
    await server.close();
  });

  function start(name = 'wanted', config = server.kubeconfig(AGENT)): void {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(config);
    connection = new ApiConnection(kubeConfig);
    const watch = new ObjectWatch({
      ...{ connection, collection: '/api/v1/namespaces/kube-system/configmaps', name, random: () => 0 },
      onObject: object => objects.push((object as { data: { value: string } } | undefined)?.data.value),
      onRejected: reason => rejected.push(reason),
      onUnreachable: reason => unreachable.push(reason),
    });
    running = watch.run(stopping.signal);
  }
  const write = (value: string, name = 'wanted') =>
    server.store.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'kube-system' }, data: { value } }]);
  const last = (value: string | undefined) => eventually(() => objects.length > 0 && objects.at(-1) === value, `${value}`);
  const watched = () => eventually(() => server.faults.watches === 1, 'the watch is open');

  it('follows an object that does not exist yet, changes and is deleted', async () => {
    start();
    await watched();
    assert.deepEqual(objects, [undefined]);
    write('a');
    await last('a');
    write('b');
    await last('b');
    server.store.remove('configmaps', MAP);
    await last(undefined);
    write('c');
    await last('c');
  });

  it('begins with an object that exists, and receives no other object of the namespace', async () => {
    write('a');
    write('x', 'other');
    start();
    await watched();
    write('y', 'other');
    write('b');
    await last('b');
    assert.deepEqual(objects, ['a', 'b']);
  });

  it('requests only the object of that name: get and watch', async () => {
    start();
    await watched();
    const own = server.faults.requests.filter(({ user }) => user === AGENT);
    assert.deepEqual(
      own.map(request => isResource(request) && [request.verb, request.resource, request.name]),
      [
        ['get', 'configmaps', 'wanted'],
        ['watch', 'configmaps', 'wanted'],
      ],
    );
  });

  it('notices a deletion while the watch was broken', async () => {
    write('a');
    start();
    await watched();
    server.faults.goAway();
    server.store.remove('configmaps', MAP);
    await eventually(() => unreachable.length > 0, 'the outage is noticed');
    assert.deepEqual(objects, ['a']);
    server.faults.comeBack();
    await last(undefined);
    assert.deepEqual(rejected, []);
  });

  it('begins again when the server has forgotten the version', async () => {
    write('a');
    start();
    await watched();
    server.faults.dropWatches('gone');
    await eventually(() => objects.length === 2, 'it is read again');
    assert.deepEqual([objects, rejected], [['a', 'a'], []]);
  });

  it('reads the object again when the server ends the watch', async () => {
    write('a');
    start();
    await watched();
    server.faults.dropWatches('end');
    await eventually(() => objects.length === 2, 'it is read again');
    write('b');
    await last('b');
    assert.deepEqual([rejected, unreachable], [[], []]);
  });

  it('reports that the server rejects it, and tries again', async () => {
    start('forbidden');
    await eventually(() => rejected.length > 1, 'two rejections');
    assert.match(rejected[0]!, /^403 configmaps "forbidden" is forbidden: User/);
    assert.deepEqual([objects, unreachable], [[], []]);
  });

  it('on a server without the kind there is no object', async () => {
    await server.close();
    server = await KubeServer.start();
    start('wanted', server.kubeconfig());
    await eventually(() => unreachable.length > 0, 'the watch is tried');
    assert.deepEqual([objects, rejected], [[undefined], []]);
  });

  it('an internal error of the server is no rejection', async () => {
    server.faults.inject({ status: 500 });
    start();
    await watched();
    assert.deepEqual([rejected.length, unreachable.length, objects], [0, 1, [undefined]]);
  });
});
