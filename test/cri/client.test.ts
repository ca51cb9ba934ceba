import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import { type CriClient, connectCri } from '../../src/cri/client.ts';
import { criTarget } from '../../src/cri/endpoint.ts';
import { PROTO_FILE, runtimeService } from '../../src/cri/runtime-service.ts';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { SimulatedCriServer } from '../../src/simulator/cri/server.ts';
import { until } from './until.ts';

const READ_CALLS = ['GetContainerEvents', 'ListPodSandbox', 'PodSandboxStatus', 'Version'];
const POD = { namespace: 'demo', name: 'web', uid: 'u' };

describe('the CRI client', () => {
  describe('makes only four calls, because the endpoint accepts calls that control the node', () => {
    it('its service has no other', () => {
      assert.deepEqual(Object.keys(runtimeService()).sort(), READ_CALLS);
      const calls = [...readFileSync(PROTO_FILE, 'utf8').matchAll(/^\s*rpc\s+(\w+)/gm)].map(match => match[1]);
      assert.deepEqual(calls.sort(), READ_CALLS);
    });

    it('no other path reaches a server', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cri-'));
      const paths = new Set<string>();
      const server = createHttp2Server();
      server.on('stream', (stream, headers) => {
        paths.add(headers[':path']!);
        stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' }, { endStream: true });
      });
      await new Promise<void>(resolve => server.listen(join(folder, 'socket'), resolve));
      const client = connectCri(`unix://${folder}/socket`);
      await Promise.allSettled([client.version(), client.sandboxes(), client.network('x')]);
      await new Promise<void>(resolve =>
        client.events(
          () => {},
          () => resolve(),
        ),
      );
      client.close();
      await new Promise(resolve => server.close(resolve));
      rmSync(folder, { recursive: true });
      assert.deepEqual([...paths].sort(), READ_CALLS.map(name => `/runtime.v1.RuntimeService/${name}`).sort());
    });
  });

  describe('endpoints', () => {
    for (const [endpoint, target] of [
      ['\\\\.\\pipe\\containerd-containerd', 'unix:\\\\.\\pipe\\containerd-containerd'],
      ['npipe:////./pipe/containerd-containerd', 'unix:\\\\.\\pipe\\containerd-containerd'],
      ['unix:///run/containerd/containerd.sock', 'unix:///run/containerd/containerd.sock'],
      ['\\\\server\\pipe\\containerd', undefined],
      ['tcp://127.0.0.1:1234', undefined],
      ['dns:///example.com', undefined],
      ['/run/containerd/containerd.sock', undefined],
      ['unix:///', undefined],
      ['', undefined],
    ] as const) {
      it(`${JSON.stringify(endpoint)} → ${target === undefined ? 'rejected' : JSON.stringify(target)}`, () => {
        assert.equal(criTarget(endpoint), target);
        if (target === undefined) assert.throws(() => connectCri(endpoint), /not a CRI endpoint/);
      });
    }
  });

  describe('against a server that fails', () => {
    let containerd: SimulatedContainerd;
    let server: SimulatedCriServer;
    let client: CriClient;
    let id: string;
    beforeEach(async () => {
      containerd = new SimulatedContainerd({ version: '2.0.4' });
      id = containerd.addSandbox(POD, { networkNamespace: 'n', addresses: ['10.0.0.1'] });
      server = await SimulatedCriServer.start(containerd);
      client = connectCri(server.endpoint, { timeoutMs: 100 });
    });
    afterEach(() => {
      client.close();
      server.close();
    });

    const calls = () => ({ version: client.version(), sandboxes: client.sandboxes(), network: client.network(id) });
    async function reasons(): Promise<readonly unknown[]> {
      const results = await Promise.allSettled(Object.values(calls()));
      return results.map(result => (result.status === 'rejected' ? result.reason.reason : 'answered'));
    }

    it('no answer: hangs, even if the wall clock stands still', async () => {
      server.faults.set('hang');
      assert.deepEqual(await reasons(), ['hangs', 'hangs', 'hangs']);
      const clock = sinon.useFakeTimers({ toFake: ['Date'] });
      try {
        assert.deepEqual(await reasons(), ['hangs', 'hangs', 'hangs']);
      } finally {
        clock.restore();
      }
      server.faults.set(undefined);
      assert.deepEqual(await reasons(), ['answered', 'answered', 'answered']);
    });

    it('bytes that are not a message: garbage', async () => {
      server.faults.set('garbage');
      assert.deepEqual(await reasons(), ['garbage', 'garbage', 'garbage']);
    });

    it('an error: rejects, with the text of the server', async () => {
      server.faults.set('reject');
      assert.deepEqual(await reasons(), ['rejects', 'rejects', 'rejects']);
      await assert.rejects(client.version(), /server is not initialized yet/);
    });

    it('a list larger than 16 MiB: garbage', async () => {
      const annotations = { large: 'x'.repeat(2 ** 20) };
      for (let n = 0; n < 17; n++) containerd.addSandbox({ ...POD, uid: `${n}`, annotations });
      client.close();
      client = connectCri(server.endpoint);
      await assert.rejects(client.sandboxes(), { reason: 'garbage' });
    });

    it('more sandboxes than a node can run: garbage', async () => {
      for (let n = 0; n <= 4096; n++) containerd.addSandbox({ ...POD, uid: `${n}` });
      client.close();
      client = connectCri(server.endpoint);
      await assert.rejects(client.sandboxes(), { reason: 'garbage', message: 'ListPodSandbox returned 4098 sandboxes' });
    });

    it('a sandbox that does not exist: gone', async () => {
      await assert.rejects(client.network('nope'), { reason: 'gone' });
    });

    it('a server that stops: the calls and the stream end as missing', async () => {
      let ended: string | undefined;
      client.events(
        () => {},
        ({ reason }) => {
          ended = reason;
        },
      );
      await until(
        () => server.calls.get('GetContainerEvents') === 1,
        () => 'no subscription',
      );
      server.faults.set('hang', 'Version');
      client.close();
      client = connectCri(server.endpoint, { timeoutMs: 10_000 });
      const call = client.version();
      client.events(
        () => {},
        ({ reason }) => {
          ended = reason;
        },
      );
      await until(
        () => server.calls.get('Version') === 1 && server.calls.get('GetContainerEvents') === 2,
        () => 'no call',
      );
      assert.equal(ended, undefined, 'close() is no end of the stream');
      server.stop();
      await assert.rejects(call, { reason: 'missing' });
      await until(
        () => ended !== undefined,
        () => 'the stream did not end',
      );
      assert.equal(ended, 'missing');
    });

    it('close() ends the calls that run', async () => {
      server.faults.set('hang');
      client.close();
      client = connectCri(server.endpoint, { timeoutMs: 10_000 });
      const call = client.version();
      await until(
        () => (server.calls.get('Version') ?? 0) > 0,
        () => 'no call',
      );
      client.close();
      await assert.rejects(call, { reason: 'missing' });
    });

    it('receives events about sandboxes, but not about other containers', async () => {
      let events = 0;
      client.events(
        () => events++,
        () => {},
      );
      await until(
        () => server.calls.get('GetContainerEvents') === 1,
        () => 'no subscription',
      );
      await containerd.startContainers(id, [{ name: 'a' }, { name: 'b' }]);
      containerd.removeSandbox(id);
      await until(
        () => events >= 2,
        () => `${events}`,
      );
      await client.version();
      assert.equal(events, 2, 'STOPPED and DELETED');
    });
  });

  describe('where no CRI server listens', () => {
    let folder: string;
    let listener: Server | undefined;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'cri-'));
    });
    afterEach(async () => {
      await new Promise<void>(resolve => (listener ? listener.close(() => resolve()) : resolve()));
      listener = undefined;
      rmSync(folder, { recursive: true });
    });

    async function reasonOf(onConnection?: (socket: Socket) => void): Promise<unknown> {
      if (onConnection) {
        listener = createServer(socket => {
          socket.on('error', () => {});
          socket.resume();
          onConnection(socket);
        });
        await new Promise<void>(resolve => listener!.listen(join(folder, 'socket'), resolve));
      }
      const client = connectCri(`unix://${folder}/socket`, { timeoutMs: 300 });
      try {
        return await client.version().then(
          () => 'answered',
          error => error.reason,
        );
      } finally {
        client.close();
      }
    }

    it('no socket: missing', async () => assert.equal(await reasonOf(), 'missing'));

    it('a socket that closes every connection: missing', async () => assert.equal(await reasonOf(socket => socket.destroy()), 'missing'));

    it('a socket that is silent: hangs, and the connection is closed', async () => {
      let open = 0;
      const onConnection = (socket: Socket) => {
        open++;
        socket.on('close', () => open--);
      };
      assert.equal(await reasonOf(onConnection), 'hangs');
      await until(
        () => open === 0,
        () => `${open} connections are open`,
      );
    });

    it('a socket that speaks another protocol: garbage', async () =>
      assert.equal(await reasonOf(socket => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(10))), 'garbage'));
  });
});
