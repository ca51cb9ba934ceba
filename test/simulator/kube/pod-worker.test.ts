import assert from 'node:assert/strict';
import sinon from 'sinon';
import { azureCni } from '../../../src/simulator/azure-cni.ts';
import { SimulatedContainerd } from '../../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import { Kubelet, type KubeletOptions } from '../../../src/simulator/kube/kubelet.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { PodDurations } from '../../../src/simulator/kube/pod-durations.ts';
import { Store } from '../../../src/simulator/kube/store.ts';
import { pod } from './objects.ts';

const SLOW: PodDurations = { sandbox: 100, image: 1_000, report: 10, tearDown: 500 };
const FIRST = '10.224.0.72';
const SECOND = '10.224.0.73';

/** A Windows node with everything that a pod's life touches. */
class Node {
  readonly clock = sinon.useFakeTimers();
  readonly store = new Store();
  readonly hns = new SimulatedHns({ name: 'win' });
  readonly containerd = new SimulatedContainerd({ version: '2.0.4' });
  readonly kubelet: Kubelet;
  readonly steps: string[] = [];

  constructor(durations: Partial<PodDurations> = SLOW, options: KubeletOptions = {}) {
    this.kubelet = new Kubelet(this.store, options);
    const { hns, containerd } = this;
    const addresses = ['10.224.0.10'];
    this.kubelet.join({ name: 'win', os: 'windows', addresses, podAddresses: FIRST, hns: azureCni(hns), containerd, durations });
    const started = Date.now();
    const sandboxes = new Set<string>();
    const note = (step: string) => void this.steps.push(`${Date.now() - started} ${step}`);
    hns.onChange(({ endpoints: [id] }) => note(hns.endpoint(id!) ? 'endpoint' : 'endpoint removed'));
    containerd.subscribe(({ containerId, containerEventType }) => {
      if (this.listed.some(({ id }) => id === containerId)) sandboxes.add(containerId);
      note(`${sandboxes.has(containerId) ? 'sandbox' : 'container'} ${containerEventType.split('_')[1]!.toLowerCase()}`);
    });
    this.store.onChange(({ store, object, deleted }) => {
      if (store === 'pods' && (deleted || object.status))
        note(deleted ? 'pod deleted' : `pod ${object.status.phase} ${object.status.podIP}`);
    });
  }

  get listed(): readonly { readonly id: string; readonly state: string; readonly metadata: object }[] {
    return (this.containerd.list() as { items: readonly { id: string; state: string; metadata: object }[] }).items;
  }

  run(name: string, spec: object = {}, metadata: object = {}): void {
    const object = pod(name, { spec: { nodeName: 'win', ...spec } });
    this.store.seed([{ ...object, metadata: { ...object.metadata, ...metadata } }]);
  }

  /** As the API server does for a DELETE. */
  delete(name: string, seconds = 0): void {
    const object = this.get(name)!;
    const metadata = { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: seconds };
    this.store.put('pods', { ...object, metadata });
  }

  get(name: string): KubeObject | undefined {
    return this.store.get('pods', `default/${name}`);
  }

  addressOf(name: string): string | undefined {
    return this.get(name)?.status?.podIP;
  }

  async pass(milliseconds: number): Promise<void> {
    await this.clock.tickAsync(milliseconds);
  }
}

describe('simulator/kube/pod-worker', () => {
  let node: Node;
  afterEach(() => {
    node.kubelet.close();
    node.clock.restore();
  });

  it('makes the endpoint, then the sandbox, then starts the containers one by one, and reports the address last', async () => {
    node = new Node();
    const hook = { postStart: { sleep: { seconds: 2 } } };
    node.run('web', {
      containers: [
        { name: 'a', image: 'a', lifecycle: hook },
        { name: 'b', image: 'b' },
      ],
    });
    await node.pass(10_000);
    assert.deepEqual(node.steps, [
      '0 endpoint',
      '0 pod Pending undefined',
      '100 sandbox created',
      '100 sandbox started',
      '1100 container created',
      '1100 container started',
      '4100 container created',
      '4100 container started',
      `4110 pod Running ${FIRST}`,
    ]);
  });

  it('shows a pod that starts as ContainerCreating, with its node and without an address', () => {
    node = new Node();
    node.run('web');
    const { status } = node.get('web')!;
    assert.deepEqual([status.hostIP, status.podIP, status.podIPs], ['10.224.0.10', undefined, undefined]);
    assert.deepEqual(status.containerStatuses[0].state, { waiting: { reason: 'ContainerCreating' } });
    const ready = status.conditions.filter((condition: { status: string }) => condition.status === 'True');
    assert.deepEqual(
      ready.map((condition: { type: string }) => condition.type),
      ['Initialized', 'PodScheduled'],
    );
  });

  it('a hook that sleeps for an hour keeps the address unreported for an hour', async () => {
    node = new Node();
    const lifecycle = { postStart: { exec: { command: ['sleep', '3600'] } } };
    node.run('web', { containers: [{ name: 'a', image: 'a', lifecycle }] });
    await node.pass(3_600_000);
    assert.deepEqual([node.addressOf('web'), node.hns.endpoints().length, node.listed.length], [undefined, 1, 1]);
    await node.pass(2_000);
    assert.equal(node.addressOf('web'), FIRST);
  });

  it('without durations and hooks all of it happens at once, in the same order', () => {
    node = new Node({});
    node.run('web');
    assert.deepEqual(node.steps, [
      '0 endpoint',
      '0 sandbox created',
      '0 sandbox started',
      '0 container created',
      '0 container started',
      `0 pod Running ${FIRST}`,
    ]);
  });

  it('the sandbox names the pod, its addresses and the namespace of its endpoint', async () => {
    node = new Node({});
    node.run('web', {}, { labels: { app: 'web' }, uid: 'u1' });
    const cri = inProcessCri(node.containerd);
    const [sandbox] = (await cri.sandboxes()).sandboxes;
    const { id, ready, namespace, name, uid, labels } = sandbox!;
    assert.deepEqual([ready, namespace, name, uid, labels], [true, 'default', 'web', 'u1', { app: 'web' }]);
    assert.equal(node.kubelet.sandboxOf('default/web'), id);
    const endpoint = node.hns.endpoint(node.kubelet.endpointOf('default/web')!)!;
    assert.deepEqual(await cri.network(id), { kind: 'pod', addresses: [FIRST], networkNamespace: endpoint.namespace });
  });

  it('the sandbox of a static pod has its hash as uid, and that of another pod cannot claim one', async () => {
    node = new Node({});
    node.run('proxy', {}, { uid: 'u1', annotations: { 'kubernetes.io/config.hash': 'f00d', 'kubernetes.io/config.mirror': 'f00d' } });
    node.run('liar', {}, { uid: 'u2', annotations: { 'kubernetes.io/config.hash': 'f00d', 'kubernetes.io/config.source': 'file' } });
    const { sandboxes } = await inProcessCri(node.containerd).sandboxes();
    assert.deepEqual(
      sandboxes.map(({ uid, staticPodHash }) => [uid, staticPodHash]),
      [
        ['f00d', 'f00d'],
        ['u2', undefined],
      ],
    );
  });

  it('a pod on the host’s network has a sandbox and no endpoint', async () => {
    node = new Node();
    node.run('agent', { hostNetwork: true });
    await node.pass(2_000);
    assert.deepEqual(node.hns.endpoints(), []);
    assert.equal(node.addressOf('agent'), '10.224.0.10');
    assert.deepEqual(await inProcessCri(node.containerd).network(node.kubelet.sandboxOf('default/agent')!), { kind: 'host' });
  });

  it('ends a pod after its grace period: containers, endpoint, object', async () => {
    node = new Node(SLOW, { gracePeriods: true });
    node.run('web');
    await node.pass(2_000);
    node.steps.length = 0;
    node.delete('web', 30);
    await node.pass(31_000);
    assert.deepEqual(node.steps, [
      `2000 pod Running ${FIRST}`,
      '32000 container stopped',
      '32000 sandbox stopped',
      '32500 endpoint removed',
      '32500 sandbox deleted',
      '32500 pod deleted',
    ]);
    assert.deepEqual(node.listed, []);
  });

  it('a shorter grace period replaces a longer one', async () => {
    node = new Node({}, { gracePeriods: true });
    node.run('web');
    node.delete('web', 3_000);
    await node.pass(1_000);
    node.delete('web', 1);
    await node.pass(1_000);
    assert.equal(node.get('web'), undefined);
  });

  it('gives an address to another pod once the endpoint is gone, and not before', async () => {
    node = new Node();
    node.run('old');
    await node.pass(2_000);
    node.delete('old');
    node.run('early');
    await node.pass(500);
    node.run('heir');
    await node.pass(2_000);
    assert.deepEqual([node.addressOf('early'), node.addressOf('heir')], [SECOND, FIRST]);
  });

  it('a pod that is replaced by another of the same name keeps its endpoint until its containers have ended', async () => {
    node = new Node();
    node.run('web', {}, { uid: 'u1' });
    await node.pass(2_000);
    node.run('web', {}, { uid: 'u2' });
    assert.deepEqual(
      node.hns.endpoints().map(({ ips }) => ips),
      [[FIRST], [SECOND]],
    );
    await node.pass(2_000);
    assert.deepEqual([node.hns.endpoints().length, node.addressOf('web')], [1, SECOND]);
  });

  it('a pod that is deleted while it starts reports no address any more', async () => {
    node = new Node();
    node.run('web');
    await node.pass(500);
    node.delete('web');
    await node.pass(5_000);
    assert.deepEqual([node.get('web'), node.hns.endpoints(), node.listed], [undefined, [], []]);
    assert.ok(!node.steps.some(step => step.includes('Running')));
  });

  for (const [addresses, expected] of [
    ['same', FIRST],
    ['other', SECOND],
  ] as const)
    it(`a sandbox that dies gives way to one with ${addresses} addresses`, async () => {
      node = new Node();
      node.run('web');
      await node.pass(2_000);
      const before = node.kubelet.sandboxOf('default/web');
      const namespace = node.hns.endpoints()[0]!.namespace;
      node.kubelet.replaceSandbox('default/web', addresses);
      assert.equal(node.hns.endpoints()[0]?.namespace, namespace);
      await node.pass(700);
      const [endpoint, ...others] = node.hns.endpoints();
      assert.deepEqual([endpoint!.ips, others], [[expected], []]);
      assert.notEqual(endpoint!.namespace, namespace);
      assert.notEqual(node.kubelet.sandboxOf('default/web'), before);
      assert.deepEqual(
        node.listed.map(({ state, metadata }) => [state, (metadata as { attempt: number }).attempt]),
        [
          ['SANDBOX_NOTREADY', 0],
          ['SANDBOX_READY', 1],
        ],
      );
      assert.equal(node.addressOf('web'), FIRST);
      await node.pass(2_000);
      assert.equal(node.addressOf('web'), expected);
    });

  it('while containerd does not run, pods neither start nor end, and running ones stay', async () => {
    node = new Node({});
    node.run('old');
    node.containerd.process.stop();
    node.delete('old');
    node.run('new');
    await node.pass(60_000);
    assert.deepEqual([node.hns.endpoints().length, node.listed.length, node.addressOf('new')], [1, 1, undefined]);
    node.containerd.process.start();
    assert.deepEqual([node.get('old'), node.addressOf('new') !== undefined, node.listed.length], [undefined, true, 1]);
  });

  it('a paused kubelet goes on where it stopped', async () => {
    node = new Node();
    node.run('web');
    await node.pass(500);
    node.kubelet.pause();
    await node.pass(60_000);
    assert.equal(node.addressOf('web'), undefined);
    node.kubelet.resume();
    await node.pass(10);
    assert.equal(node.addressOf('web'), FIRST);
  });

  it('a seeded pod that runs has endpoint and sandbox at once', () => {
    node = new Node();
    node.store.seed([pod('web', { spec: { nodeName: 'win' }, status: { phase: 'Running', podIP: SECOND, podIPs: [{ ip: SECOND }] } })]);
    assert.deepEqual([node.hns.endpoints()[0]?.ips, node.listed.length, node.addressOf('web')], [[SECOND], 1, SECOND]);
  });
});
