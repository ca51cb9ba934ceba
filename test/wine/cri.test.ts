/** The CRI client of the image on a named pipe. Server and client are processes of node.exe. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { CriHealth } from '../../src/cri/cri-health.ts';
import type { Sandbox } from '../../src/cri/sandbox.ts';
import { ROOT } from '../native/part.ts';
import { needsWine } from './needs-wine.ts';
import { NODE, NodeImage } from './node-image.ts';
import { reach } from './reach.ts';
import type { WindowsProgram } from './wine.ts';

interface State {
  readonly health: CriHealth;
  readonly sandboxes: readonly Sandbox[];
}

describe('the image under Wine: the CRI client on a named pipe', function () {
  this.timeout(0);
  this.bail(true);
  let image: NodeImage;
  let server: WindowsProgram;
  let client: WindowsProgram;
  let port: number;

  before(async function () {
    needsWine(this);
    image = await NodeImage.start('', [
      [ROOT, 'clone'],
      [join(ROOT, 'test/wine/cri-client.mjs'), 'cri-client.mjs'],
    ]);
    port = await freePort();
    server = image.wine.start(NODE, ['C:\\clone\\test\\wine\\cri-server.ts'], { env: { CRI_PORT: `${port}` } });
  });
  after(() => image?.close());

  const ask = async (path: string, of = '') => (await fetch(`http://127.0.0.1:${port}${path}?of=${of}`)).json();
  /** After the last change. */
  const state = () => JSON.parse(client.out.split('\n').at(-2)!) as State;
  const comes = (what: string, condition: (state: State) => boolean) =>
    reach(
      what,
      () => condition(state()),
      () => `${client.out}${client.err}${server.err}`,
    );
  const named = (name: string) => state().sandboxes.find(sandbox => sandbox.name === name);

  it('lists the sandboxes with their networks', async () => {
    await reach(
      'the server answers',
      async () => (await ask('/run', 'web')) !== null,
      () => server.err,
    );
    await ask('/run-host-process', 'agent');
    const endpoint = String(await ask('/endpoint'));
    assert.match(endpoint, /^\\\\\.\\pipe\\cri-/);
    client = image.wine.start(NODE, ['C:\\cri-client.mjs', endpoint]);
    await comes(
      'both networks are known',
      ({ sandboxes }) => sandboxes.length === 2 && sandboxes.every(({ network }) => network.kind !== 'unknown'),
    );
    assert.deepEqual(named('web')!.network, {
      kind: 'pod',
      networkNamespace: '00000000-0000-0000-0000-000000000001',
      addresses: ['10.88.0.1'],
    });
    assert.equal(named('agent')!.network.kind, 'host');
  });

  it('receives the events of containerd 2', async () => {
    await comes('connected', ({ health }) => health.state === 'connected' && health.events);
    await ask('/remove', named('agent')!.id);
    await comes('the sandbox is gone', ({ sandboxes }) => sandboxes.length === 1);
  });

  it('keeps the sandboxes while the runtime restarts, and connects again', async () => {
    await ask('/stop-runtime');
    await comes('the connection fails', ({ health }) => health.state === 'failing');
    assert.deepEqual(
      state().sandboxes.map(({ name }) => name),
      ['web'],
    );
    await ask('/start-runtime');
    await comes('it is connected again', ({ health }) => health.state === 'connected');
  });

  it('takes the spelling of the kubelet for the pipe', async () => {
    const endpoint = String(await ask('/endpoint')).replace('\\\\.\\pipe\\', 'npipe:////./pipe/');
    client = image.wine.start(NODE, ['C:\\cri-client.mjs', endpoint]);
    await comes('the sandbox is listed', ({ sandboxes }) => sandboxes.length === 1);
  });

  it('reports a pipe that does not exist', async () => {
    client = image.wine.start(NODE, ['C:\\cri-client.mjs', '\\\\.\\pipe\\absent']);
    await comes('the failure', ({ health }) => health.state === 'failing');
    assert.deepEqual(state().sandboxes, []);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' ? address!.port : 0;
}
