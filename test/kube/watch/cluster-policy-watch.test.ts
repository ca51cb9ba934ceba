/** ClusterNetworkPolicies whose CRD is missing, appears, changes its version, or goes. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../../../src/kube/watch/api-error.ts';
import { ClusterPolicyWatch } from '../../../src/kube/watch/cluster-policy-watch.ts';
import type { ApiRequest, Requests } from '../../../src/kube/watch/connection.ts';
import { Wake } from '../../../src/kube/watch/wake.ts';
import { eventually } from './eventually.ts';
import { MapSink } from './map-sink.ts';

const policy = (name: string) => ({
  metadata: { name },
  spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
});

/** An API server with a changing CRD. */
class CrdServer implements Requests {
  /** The versions that it serves. */
  versions: readonly string[] = [];
  objects: readonly object[] = [];
  status = 404;
  readonly requests: string[] = [];
  #end = new AbortController();

  async json({ path }: ApiRequest): Promise<unknown> {
    this.requests.push(path);
    if (this.versions.length === 0) throw new ApiError(this.status, 'NotFound', '404 page not found');
    return { versions: this.versions.map(version => ({ version })) };
  }

  async *chunks({ path, query, signal }: ApiRequest): AsyncGenerator<Buffer> {
    this.requests.push(`${path}?`);
    this.#find(path);
    if (query?.sendInitialEvents) {
      for (const object of this.objects) yield line({ type: 'ADDED', object });
      yield line({
        type: 'BOOKMARK',
        object: { metadata: { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } } },
      });
    }
    await sleep(600_000, undefined, { signal: AbortSignal.any([signal!, this.#end.signal]) }).catch(() => {});
    signal?.throwIfAborted();
    throw new ApiError(404, 'NotFound', 'gone');
  }

  endWatches(): void {
    this.#end.abort();
    this.#end = new AbortController();
  }

  #find(path: string): void {
    if (!this.versions.some(version => path.includes(`/${version}`))) throw new ApiError(this.status, 'NotFound', '404 page not found');
  }
}

function line(event: object): Buffer {
  return Buffer.from(`${JSON.stringify(event)}\n`);
}

describe('kube/watch of ClusterNetworkPolicies', () => {
  let server: CrdServer;
  let sink: MapSink;
  let watch: ClusterPolicyWatch;
  let stopping: AbortController;
  let running: Promise<void>;

  beforeEach(() => {
    server = new CrdServer();
    sink = new MapSink();
    stopping = new AbortController();
    watch = new ClusterPolicyWatch(
      server,
      sink,
      () => {},
      () => {},
      { random: () => 0, log: () => {}, wake: new Wake(), lookAgainMs: 5 },
    );
  });
  afterEach(async () => {
    stopping.abort();
    await running;
  });

  function start(): void {
    running = watch.run(stopping.signal);
  }

  it('is in sync without a CRD, and is not listed in the health', async () => {
    start();
    await watch.synced;
    assert.equal(watch.isSynced, true);
    assert.deepEqual(watch.health, []);
  });

  it('follows a CRD that appears later', async () => {
    start();
    await watch.synced;
    server.objects = [policy('a')];
    server.versions = ['v1beta1'];
    await eventually(() => sink.all('clusterPolicy').join() === 'a', 'no policy');
    await eventually(() => watch.health[0]?.connected === true, 'no watch');
  });

  it('prefers v1beta1, and uses v1alpha2 where the server has no other version', async () => {
    server.versions = ['v1alpha2'];
    server.objects = [policy('a')];
    start();
    await watch.synced;
    assert.deepEqual(sink.all('clusterPolicy'), ['a']);
    assert.deepEqual(server.requests, [
      '/apis/policy.networking.k8s.io',
      '/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies?',
    ]);
  });

  it('drops the policies after the CRD is gone', async () => {
    server.versions = ['v1beta1'];
    server.objects = [policy('a')];
    start();
    await watch.synced;
    server.versions = [];
    server.endWatches();
    await eventually(() => sink.all('clusterPolicy').length === 0, 'the policy stays');
    assert.deepEqual(watch.health, []);
  });

  it('follows a server that changes the version, without losing a policy meanwhile', async () => {
    server.versions = ['v1alpha2'];
    server.objects = [policy('a')];
    start();
    await watch.synced;
    server.versions = ['v1beta1'];
    server.endWatches();
    const list = '/apis/policy.networking.k8s.io/v1beta1/clusternetworkpolicies?';
    await eventually(() => server.requests.includes(list), 'not listed again');
    assert.ok(!sink.calls.includes('delete a'));
  });

  it('is not in sync while discovery fails otherwise', async () => {
    server.status = 503;
    start();
    await eventually(() => watch.health[0]?.failures === 1, 'no failure');
    assert.equal(watch.isSynced, false);
  });
});
