/** The client's requirements of a container runtime, checked against real containerd on Linux and the simulated one. */
import assert from 'node:assert/strict';
import { SandboxWatch } from '../../src/cri/sandbox-watch.ts';
import { needs, needsRoot } from '../needs.ts';
import { NAMESPACE, type NodeRuntime, uidOf } from './node-runtime.ts';
import { realContainerd } from './real-containerd.ts';
import { simulatedRuntime } from './simulated-runtime.ts';
import { until } from './until.ts';

interface Candidate {
  readonly name: string;
  readonly events: 'none' | 'one receiver' | 'all receivers';
  /** Debian release, for real containerd. */
  readonly release?: string;
  readonly start: () => Promise<NodeRuntime>;
}

const CANDIDATES: readonly Candidate[] = [
  { name: 'simulated containerd 1.6', events: 'none', start: () => simulatedRuntime('1.6.20') },
  { name: 'simulated containerd 1.7', events: 'one receiver', start: () => simulatedRuntime('1.7.27') },
  { name: 'simulated containerd 2.0', events: 'all receivers', start: () => simulatedRuntime('2.0.4') },
  { name: 'containerd 1.6', events: 'none', release: 'bookworm', start: () => realContainerd('bookworm') },
  { name: 'containerd 1.7', events: 'one receiver', release: 'trixie', start: () => realContainerd('trixie') },
];

for (const { name, events, release, start } of CANDIDATES) {
  describe(`CRI contract: ${name}`, () => {
    let runtime: NodeRuntime | undefined;
    let watch: SandboxWatch;

    before(async function () {
      // The first use downloads a Debian release.
      this.timeout(0);
      if (release !== undefined) {
        needsRoot(this);
        needs(this, 'debootstrap', 'unshare');
      }
      runtime = await start();
    });
    beforeEach(() => {
      watch = new SandboxWatch({ endpoint: runtime!.endpoint, urgent: () => true, onChange: () => {} });
      watch.start();
    });
    afterEach(() => watch.stop());
    after(() => runtime?.close());

    const sandbox = (id: string) => watch.sandboxes.get(id);
    const state = () => JSON.stringify([watch.health, ...watch.sandboxes.values()], null, 1);
    const comes = (condition: () => boolean) => until(condition, state);

    it('a sandbox is listed when it is ready, with its pod and its network, until it is removed', async () => {
      const id = await runtime!.run({
        name: 'web',
        labels: { app: 'web' },
        annotations: { 'kubernetes.io/config.source': 'file', 'kubernetes.io/config.hash': 'f00d' },
      });
      await comes(() => sandbox(id)?.network.kind === 'pod');
      const { createdAt, network, ...listed } = sandbox(id)!;
      assert.ok(createdAt > 0);
      const pod = { name: 'web', namespace: NAMESPACE, uid: uidOf({ name: 'web' }), attempt: 0, labels: { app: 'web' } };
      assert.deepEqual(listed, { id, ready: true, ...pod, staticPodHash: 'f00d' });
      assert.ok(network.kind === 'pod' && network.addresses[0]?.startsWith('10.88.0.') && network.networkNamespace, state());
      await runtime!.stop(id);
      await comes(() => sandbox(id)?.ready === false && sandbox(id)?.network.kind === 'closed');
      await runtime!.remove(id);
      await comes(() => sandbox(id) === undefined);
    });

    it('a sandbox in the host network is recognised', async () => {
      const id = await runtime!.run({ name: 'host', hostNetwork: true });
      await comes(() => sandbox(id)?.network.kind === 'host');
      await runtime!.remove(id);
    });

    it('two sandboxes have different network namespaces', async () => {
      const ids = [await runtime!.run({ name: 'a' }), await runtime!.run({ name: 'b' })];
      await comes(() => ids.every(id => sandbox(id)?.network.kind === 'pod'));
      const namespaces = ids.map(id => {
        const network = sandbox(id)!.network;
        return network.kind === 'pod' ? network.networkNamespace : undefined;
      });
      assert.equal(new Set(namespaces).size, 2);
      for (const id of ids) await runtime!.remove(id);
    });

    it('after a restart of the runtime the same sandboxes are listed, by a new watch too', async () => {
      const id = await runtime!.run({ name: 'lasting' });
      await comes(() => sandbox(id)?.network.kind === 'pod');
      const before = sandbox(id);
      await runtime!.stopRuntime();
      await comes(() => watch.health.state === 'failing');
      assert.ok(watch.health.state === 'failing' && watch.health.reason === 'restarts', state());
      assert.deepEqual(sandbox(id), before, 'the last known state stays');
      await runtime!.startRuntime();
      await comes(() => watch.health.state === 'connected');
      assert.deepEqual(sandbox(id), before);
      const other = new SandboxWatch({ endpoint: runtime!.endpoint, urgent: () => false, onChange: () => {} });
      other.start();
      await other.firstAttempt;
      assert.deepEqual(other.sandboxes.get(id), before);
      other.stop();
      await runtime!.remove(id);
      await comes(() => sandbox(id) === undefined);
    });

    it(`uses events only if the kubelet still receives all of them (here: ${events})`, async () => {
      await watch.firstAttempt;
      assert.ok(watch.health.state === 'connected', state());
      assert.equal(watch.health.events, events === 'all receivers');
      const received = await runtime!.kubeletEvents();
      const id = await runtime!.run({ name: 'eventful' });
      await comes(() => sandbox(id)?.ready === true);
      await runtime!.stop(id);
      await runtime!.remove(id);
      await comes(() => sandbox(id) === undefined);
      const types = () => received.filter(({ containerId }) => containerId === id).map(({ containerEventType }) => containerEventType);
      const all = ['CREATED', 'STARTED', 'STOPPED', 'DELETED'].map(type => `CONTAINER_${type}_EVENT`);
      if (events !== 'none')
        await until(
          () => types().length >= all.length,
          () => JSON.stringify(types()),
        );
      assert.deepEqual(types(), events === 'none' ? [] : all);
    });
  });
}
