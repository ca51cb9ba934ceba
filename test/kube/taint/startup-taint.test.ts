import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { StartupTaint } from '../../../src/kube/taint/startup-taint.ts';
import { ApiError } from '../../../src/kube/watch/api-error.ts';
import { ApiConnection, type ApiRequest } from '../../../src/kube/watch/connection.ts';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { startKubeServer } from '../../kube-server/start.ts';

const NODE = 'win1';
const OURS = { key: 'hns-policy-agent/not-ready', effect: 'NoSchedule' };
const OTHER = { key: 'example.com/gpu', value: 'a', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' };
const THIRD = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

describe('kube/startup-taint', () => {
  let kube: KubeServer;
  let taint: StartupTaint;
  /** Called before each request. */
  let onRequest: (request: ApiRequest) => void;
  let requests: ApiRequest[];

  beforeEach(async () => {
    kube = await startKubeServer({ nodes: [{ name: NODE, os: 'windows', addresses: ['10.0.0.4'], podAddresses: '10.0.1.2' }] });
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kube.kubeconfig());
    const connection = new ApiConnection(kubeConfig);
    requests = [];
    onRequest = () => {};
    taint = new StartupTaint(kubeConfig, NODE, {
      json: request => {
        requests.push(request);
        onRequest(request);
        return connection.json(request);
      },
      close: () => connection.close(),
    });
  });
  afterEach(async () => {
    taint.close();
    await kube.close();
  });

  const node = () => kube.store.get('nodes', NODE)!;
  const setTaints = (...taints: object[]) => kube.store.put('nodes', { ...node(), spec: { ...node().spec, taints } });
  const isRemoval = ({ contentType }: ApiRequest) => contentType === 'application/json-patch+json';

  it('removes the taint and keeps all others in order, with all their fields', async () => {
    setTaints(OTHER, OURS, THIRD);
    const { labels } = node().metadata;
    assert.equal(await taint.remove(), 'removed');
    assert.deepEqual(node().spec.taints, [OTHER, THIRD]);
    assert.deepEqual(node().metadata.labels, labels);
  });

  it('removes it with any value', async () => {
    setTaints({ ...OURS, value: 'true' });
    assert.equal(await taint.remove(), 'removed');
    assert.deepEqual(node().spec.taints ?? [], []);
  });

  it('keeps a taint with the same key and another effect', async () => {
    setTaints({ ...OURS, effect: 'NoExecute' });
    assert.equal(await taint.remove(), 'absent');
    assert.deepEqual(node().spec.taints, [{ ...OURS, effect: 'NoExecute' }]);
  });

  it('writes nothing to a node without it', async () => {
    for (const taints of [[], [OTHER]]) {
      setTaints(...taints);
      // The first patch adds the field managers.
      await taint.remove();
      const { resourceVersion } = node().metadata;
      requests = [];
      assert.equal(await taint.remove(), 'absent');
      assert.deepEqual(
        requests.map(({ method, body }) => [method, body]),
        [['PATCH', {}]],
      );
      assert.equal(node().metadata.resourceVersion, resourceVersion);
    }
  });

  it('reads again and keeps a taint that another client adds between the two requests', async () => {
    setTaints(OURS);
    let isFirst = true;
    onRequest = request => {
      if (isRemoval(request) && isFirst) setTaints(OURS, OTHER);
      if (isRemoval(request)) isFirst = false;
    };
    assert.equal(await taint.remove(), 'removed');
    assert.deepEqual(node().spec.taints, [OTHER]);
    assert.equal(requests.filter(isRemoval).length, 2);
  });

  it('does not bring back a taint that another client removes between the two requests', async () => {
    setTaints(OURS, OTHER);
    onRequest = request => {
      if (isRemoval(request)) setTaints(OURS);
    };
    assert.equal(await taint.remove(), 'removed');
    assert.deepEqual(node().spec.taints ?? [], []);
  });

  it('gives up after five conflicts', async () => {
    setTaints(OURS);
    let count = 0;
    onRequest = request => {
      if (isRemoval(request)) setTaints(OURS, { ...OTHER, value: `${count++}` });
    };
    await assert.rejects(taint.remove(), (error: unknown) => error instanceof ApiError && error.status === 422);
    assert.equal(count, 5);
    assert.ok(node().spec.taints.length === 2);
  });

  it('throws the error of an API server that refuses', async () => {
    kube.store.remove('nodes', NODE);
    await assert.rejects(taint.remove(), (error: unknown) => error instanceof ApiError && error.status === 404);
    assert.equal(requests.length, 1);
  });
});
