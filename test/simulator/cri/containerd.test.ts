import assert from 'node:assert/strict';
import { connectCri } from '../../../src/cri/client.ts';
import { SandboxWatch } from '../../../src/cri/sandbox-watch.ts';
import { type ContainerSteps, SimulatedContainerd } from '../../../src/simulator/cri/containerd.ts';
import { CriFaults } from '../../../src/simulator/cri/faults.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';
import { SimulatedCriServer } from '../../../src/simulator/cri/server.ts';

const POD = { namespace: 'demo', name: 'web', uid: 'u' };
const NETWORK = { networkNamespace: '6cc1ba7e-51d8-4f4c-9a4b-7a1d0e9b5c3f', addresses: ['10.0.0.7', 'fd00::7'] };

describe('the simulated containerd', () => {
  const listed = (containerd: SimulatedContainerd) =>
    (containerd.list() as { items: readonly { state: string }[] }).items.map(item => item.state);

  it('starts a pod in the order of Windows: network, pause container, list and events, containers, hook', async () => {
    const containerd = new SimulatedContainerd({ version: '2.0.4' });
    const steps: string[] = [];
    const note = (step: string) => () => void steps.push(`${step}, ${listed(containerd).length} listed`);
    containerd.subscribe(({ containerEventType }) => note(containerEventType)());
    const id = await containerd.runSandbox(POD, {
      setUpNetwork: () => {
        note('network')();
        return NETWORK;
      },
      startPause: note('pause'),
    });
    const web: ContainerSteps = { name: 'web', pullImage: note('pull'), onStarted: note('runs'), postStart: note('hook') };
    await containerd.startContainers(id, [web]);
    containerd.removeSandbox(id, note('network removed'));
    assert.deepEqual(steps, [
      'network, 0 listed',
      'pause, 0 listed',
      'CONTAINER_CREATED_EVENT, 1 listed',
      'CONTAINER_STARTED_EVENT, 1 listed',
      'pull, 1 listed',
      'CONTAINER_CREATED_EVENT, 1 listed',
      'CONTAINER_STARTED_EVENT, 1 listed',
      'runs, 1 listed',
      'hook, 1 listed',
      'CONTAINER_STOPPED_EVENT, 1 listed',
      'CONTAINER_STOPPED_EVENT, 1 listed',
      'network removed, 1 listed',
      'CONTAINER_DELETED_EVENT, 0 listed',
    ]);
  });

  it('a failed network or pause container leaves no sandbox and no network', async () => {
    const containerd = new SimulatedContainerd();
    const fail = () => {
      throw new Error('broken');
    };
    let tornDown = 0;
    await assert.rejects(containerd.runSandbox(POD, { setUpNetwork: fail }), /broken/);
    await assert.rejects(
      containerd.runSandbox(POD, { setUpNetwork: () => NETWORK, startPause: fail, tearDownNetwork: () => void tornDown++ }),
      /broken/,
    );
    assert.deepEqual([listed(containerd), tornDown], [[], 1]);
  });

  it('a sandbox without its pause container is not ready and keeps its network, and the next sandbox has the next attempt', async () => {
    const containerd = new SimulatedContainerd();
    const client = inProcessCri(containerd);
    const first = containerd.addSandbox(POD, NETWORK);
    containerd.crash(first);
    const second = containerd.addSandbox(POD, NETWORK);
    const { sandboxes } = await client.sandboxes();
    assert.deepEqual(
      sandboxes.map(({ ready, attempt }) => [ready, attempt]),
      [
        [false, 0],
        [true, 1],
      ],
    );
    assert.deepEqual(await client.network(first), { kind: 'pod', ...NETWORK });
    containerd.stopSandbox(first);
    assert.deepEqual(await client.network(first), { kind: 'closed' });
    assert.deepEqual(await client.network(second), { kind: 'pod', ...NETWORK });
  });

  for (const version of ['1.6.20', '1.7.27', '2.0.4'])
    it(`${version}: the responses are the same in process and over a socket`, async () => {
      const containerd = new SimulatedContainerd({ version });
      const ids = [containerd.addSandbox(POD, NETWORK), containerd.addSandbox({ ...POD, name: 'host', hostProcess: true })];
      const server = await SimulatedCriServer.start(containerd);
      const clients = [inProcessCri(containerd), connectCri(server.endpoint)];
      const [inProcess, overSocket] = await Promise.all(
        clients.map(async client => [
          await client.version(),
          await client.sandboxes(),
          await Promise.all(ids.map(id => client.network(id))),
        ]),
      );
      assert.deepEqual(inProcess, overSocket);
      for (const client of clients) client.close();
      server.close();
    });

  it('a watch works in process, also with faults', async () => {
    const containerd = new SimulatedContainerd({ version: '2.0.4' });
    const faults = new CriFaults();
    const connect = () => inProcessCri(containerd, faults);
    const first = Promise.withResolvers<void>();
    const watch = new SandboxWatch({ endpoint: 'unix:///x', urgent: () => false, onChange: first.resolve, connect });
    watch.start();
    await watch.firstAttempt;
    const id = containerd.addSandbox(POD, NETWORK);
    await first.promise;
    assert.ok(watch.sandboxes.has(id));
    watch.stop();
    faults.set('reject');
    const other = new SandboxWatch({ endpoint: 'unix:///x', urgent: () => false, onChange: () => {}, connect });
    other.start();
    await other.firstAttempt;
    assert.equal(other.health.state === 'failing' && other.health.reason, 'missing');
    other.stop();
  });
});
