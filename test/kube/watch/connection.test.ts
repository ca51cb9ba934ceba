import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { KubeConfig } from '@kubernetes/client-node';
import sinon from 'sinon';
import { ApiError } from '../../../src/kube/watch/api-error.ts';
import { ApiConnection, SilenceError } from '../../../src/kube/watch/connection.ts';
import { issueServerCertificate } from '../../../src/simulator/kube/certificate.ts';
import { eventually } from './eventually.ts';

const certificate = issueServerCertificate();
const PATIENCE = { patience: () => 60_000 };

describe('kube/connection', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let connection: ApiConnection;

  const configOf = (port: number, more: { prefix?: string; ca?: string; token?: string } = {}) => {
    const kubeConfig = new KubeConfig();
    const cluster = { name: 'c', server: `https://127.0.0.1:${port}${more.prefix ?? ''}`, skipTLSVerify: false };
    const caData = Buffer.from(more.ca ?? certificate.ca).toString('base64');
    kubeConfig.loadFromClusterAndUser({ ...cluster, caData }, { name: 'u', token: more.token ?? 'secret' });
    return kubeConfig;
  };
  const port = () => (server.address() as AddressInfo).port;

  beforeEach(async () => {
    server = createServer(certificate, (request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    connection = new ApiConnection(configOf(port()));
  });
  afterEach(() => {
    connection.close();
    server.closeAllConnections();
    server.close();
  });

  it('sends path, query, credentials and body, and reads the answer', async () => {
    answer = async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { method, url, headers } = request;
      response.writeHead(201).end(JSON.stringify({ method, url, token: headers.authorization, type: headers['content-type'], body }));
    };
    const request = {
      method: 'POST',
      path: '/api/v1/pods',
      query: { fieldSelector: 'a=b&c', limit: '5' },
      body: { x: 'ü' },
      ...PATIENCE,
    } as const;
    assert.deepEqual(await connection.json(request), {
      method: 'POST',
      url: '/api/v1/pods?fieldSelector=a%3Db%26c&limit=5',
      token: 'Bearer secret',
      type: 'application/json',
      body: '{"x":"ü"}',
    });
  });

  it('sends every body with its length, so that the API server reads the preconditions of a DELETE', async () => {
    answer = async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.end(JSON.stringify([request.method, request.headers['content-length'], body]));
    };
    for (const method of ['DELETE', 'POST', 'PATCH'] as const) {
      const body = { preconditions: { uid: 'ü' } };
      const text = '{"preconditions":{"uid":"ü"}}';
      assert.deepEqual(await connection.json({ method, path: '/', body, ...PATIENCE }), [method, '30', text]);
    }
    assert.deepEqual(await connection.json({ method: 'DELETE', path: '/', ...PATIENCE }), ['DELETE', null, '']);
  });

  it('keeps the path of the server’s address, which proxies of several clusters use', async () => {
    answer = (request, response) => response.end(JSON.stringify(request.url));
    const prefixed = new ApiConnection(configOf(port(), { prefix: '/k8s/clusters/c-1/' }));
    assert.equal(await prefixed.json({ path: '/api', ...PATIENCE }), '/k8s/clusters/c-1/api');
    prefixed.close();
  });

  it('uses one connection for successive requests, even after an error', async () => {
    const sockets = new Set<unknown>();
    answer = (request, response) => {
      sockets.add(request.socket);
      response.writeHead(request.url === '/no' ? 404 : 200).end('{}');
    };
    await connection.json({ path: '/a', ...PATIENCE });
    await assert.rejects(connection.json({ path: '/no', ...PATIENCE }), ApiError);
    await connection.json({ path: '/b', ...PATIENCE });
    assert.equal(sockets.size, 1);
  });

  it('reads the credentials of the kubeconfig for every request', async () => {
    answer = (request, response) => response.end(JSON.stringify(request.headers.authorization));
    const kubeConfig = configOf(port());
    const rotating = new ApiConnection(kubeConfig);
    assert.equal(await rotating.json({ path: '/', ...PATIENCE }), 'Bearer secret');
    kubeConfig.users = [{ name: 'u', token: 'newer' }];
    assert.equal(await rotating.json({ path: '/', ...PATIENCE }), 'Bearer newer');
    rotating.close();
  });

  describe('with the token file of a pod', () => {
    let directory: string;
    let file: string;
    let mounted: ApiConnection;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'token-'));
      file = join(directory, 'token');
      const kubeConfig = configOf(port());
      kubeConfig.users = [{ name: 'u', authProvider: { name: 'tokenFile', config: { tokenFile: file } } }];
      mounted = new ApiConnection(kubeConfig);
    });
    afterEach(async () => {
      mounted.close();
      await rm(directory, { recursive: true });
    });

    it('reads it for every request', async () => {
      answer = (request, response) => response.end(JSON.stringify(request.headers.authorization));
      for (const token of ['first', 'second']) {
        await writeFile(file, `${token}\n`);
        assert.equal(await mounted.json({ path: '/', ...PATIENCE }), `Bearer ${token}`);
      }
    });

    it('reads it again after 401, and repeats the request once if the token has changed', async () => {
      const seen: unknown[] = [];
      answer = async (request, response) => {
        seen.push(request.headers.authorization);
        if (request.headers.authorization !== 'Bearer new') {
          // The file is rotated during the request.
          await writeFile(file, request.url === '/rotated' ? 'new' : 'old');
          response.writeHead(401).end();
        } else response.end('"yes"');
      };
      await writeFile(file, 'old');
      assert.equal(await mounted.json({ path: '/rotated', ...PATIENCE }), 'yes');
      await writeFile(file, 'old');
      await assert.rejects(mounted.json({ path: '/revoked', ...PATIENCE }), { name: 'ApiError', status: 401 });
      assert.deepEqual(seen, ['Bearer old', 'Bearer new', 'Bearer old']);
    });

    it('fails if the file is gone', async () => {
      await assert.rejects(mounted.json({ path: '/', ...PATIENCE }), { code: 'ENOENT' });
    });
  });

  describe('with a credential plugin', () => {
    let runs: string;
    let directory: string;
    const withPlugin = (script: string) => {
      const kubeConfig = configOf(port());
      const args = ['-e', `require('fs').appendFileSync(${JSON.stringify(runs)}, 'x'); ${script}`];
      kubeConfig.users = [{ name: 'u', exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args } }];
      return new ApiConnection(kubeConfig);
    };
    const printing = (status: string) => `console.log(JSON.stringify({ kind: 'ExecCredential', status: ${status} }))`;
    const runCount = async () => (await readFile(runs, 'utf8').catch(() => '')).length;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'plugin-'));
      runs = join(directory, 'runs');
      answer = (request, response) => response.end(JSON.stringify(request.headers.authorization));
    });
    afterEach(() => rm(directory, { recursive: true }));

    it('runs it once, until its credential expires', async () => {
      const forever = withPlugin(printing(`{ token: 'a' }`));
      const requests = [1, 2, 3].map(() => forever.json({ path: '/', ...PATIENCE }));
      assert.deepEqual(await Promise.all(requests), ['Bearer a', 'Bearer a', 'Bearer a']);
      await forever.json({ path: '/', ...PATIENCE });
      assert.equal(await runCount(), 1);
      const expired = withPlugin(printing(`{ token: 'b', expirationTimestamp: '2020-01-01T00:00:00Z' }`));
      for (let i = 0; i < 2; i++) assert.equal(await expired.json({ path: '/', ...PATIENCE }), 'Bearer b');
      assert.equal(await runCount(), 3);
    });

    it('runs it again after 401', async () => {
      answer = (request, response) => {
        if (request.headers.authorization === 'Bearer 1') response.writeHead(401).end();
        else response.end(JSON.stringify(request.headers.authorization));
      };
      const plugin = withPlugin(printing(`{ token: String(require('fs').readFileSync(${JSON.stringify(runs)}).length) }`));
      assert.equal(await plugin.json({ path: '/', ...PATIENCE }), 'Bearer 2');
    });

    it('reports its failure without its output', async () => {
      const failing = withPlugin(`console.log('secret'); console.error('no login'); process.exit(3)`);
      await assert.rejects(failing.json({ path: '/', ...PATIENCE }), /^Error: the credential plugin .* failed: no login$/);
      const garbled = withPlugin(`console.log('secret')`);
      await assert.rejects(
        garbled.json({ path: '/', ...PATIENCE }),
        /^Error: the credential plugin .* failed: it printed no ExecCredential$/,
      );
    });

    it('kills it after 10 s, and runs it again for the next request', async () => {
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const hanging = withPlugin('setInterval(() => {}, 1000)');
        for (const count of [1, 2]) {
          const rejected = assert.rejects(hanging.json({ path: '/', ...PATIENCE }), /credential plugin .* did not answer for 10 s/);
          await eventually(async () => (await runCount()) === count, 'the plugin');
          clock.tick(10_000);
          await rejected;
        }
        assert.equal(clock.countTimers(), 0);
      } finally {
        clock.restore();
      }
    });

    it('that hangs does not delay aborting a request', async () => {
      const hanging = withPlugin('setInterval(() => {}, 1000)');
      const stopping = new AbortController();
      const rejected = assert.rejects(hanging.json({ path: '/', ...PATIENCE, signal: stopping.signal }), { name: 'AbortError' });
      await eventually(async () => (await runCount()) === 1, 'the plugin');
      stopping.abort();
      await rejected;
      hanging.close();
    });
  });

  it('a rejection is an ApiError with the content of the Status', async () => {
    const status = { kind: 'Status', code: 429, reason: 'TooManyRequests', message: 'later' };
    answer = (_request, response) => response.writeHead(429, { 'Retry-After': '3' }).end(JSON.stringify(status));
    await assert.rejects(connection.json({ path: '/', ...PATIENCE }), {
      name: 'ApiError',
      status: 429,
      reason: 'TooManyRequests',
      retryAfter: 3000,
    });
  });

  it('a server with another certificate authority is rejected', async () => {
    answer = (_request, response) => response.end('{}');
    const stranger = new ApiConnection(configOf(port(), { ca: issueServerCertificate().ca }));
    await assert.rejects(stranger.json({ path: '/', ...PATIENCE }), /certificate|signature/i);
    stranger.close();
  });

  it('plain HTTP is rejected before any data is sent', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser({ name: 'c', server: `http://127.0.0.1:${port()}`, skipTLSVerify: false }, { name: 'u', token: 't' });
    await assert.rejects(new ApiConnection(kubeConfig).json({ path: '/', ...PATIENCE }), /HTTP protocol is not allowed/);
  });

  it('plain HTTP is used if the kubeconfig disables TLS, for instance for kubectl proxy', async () => {
    const plain = createPlainServer((request, response) => response.end(JSON.stringify(request.url)));
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const kubeConfig = new KubeConfig();
    const address = `http://127.0.0.1:${(plain.address() as AddressInfo).port}`;
    kubeConfig.loadFromClusterAndUser({ name: 'c', server: address, skipTLSVerify: true }, { name: 'u' });
    assert.equal(await new ApiConnection(kubeConfig).json({ path: '/api', ...PATIENCE }), '/api');
    plain.closeAllConnections();
    plain.close();
  });

  it('a kubeconfig without a cluster is an error that names the problem', async () => {
    await assert.rejects(new ApiConnection(new KubeConfig()).json({ path: '/', ...PATIENCE }), /no current cluster/);
  });

  it('a truncated body and invalid JSON are errors', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"a":');
      setImmediate(() => response.socket?.destroy());
    };
    await assert.rejects(connection.json({ path: '/', ...PATIENCE }), { code: 'ECONNRESET' });
    answer = (_request, response) => response.end('<html>');
    await assert.rejects(connection.json({ path: '/', ...PATIENCE }), SyntaxError);
  });

  describe('a compressed answer', () => {
    const text = JSON.stringify({ items: Array.from({ length: 2_000 }, (_, index) => ({ metadata: { name: `pod-${index}` } })) });

    it('is requested only if the caller accepts one, and its size counts after decompression', async () => {
      const asked: unknown[] = [];
      const sockets = new Set<unknown>();
      answer = (request, response) => {
        asked.push(request.headers['accept-encoding']);
        sockets.add(request.socket);
        if (request.headers['accept-encoding'] === undefined) response.end(text);
        else response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(text));
      };
      for (const gzip of [true, false]) {
        let bytes = 0;
        const onReceived = (count: number) => {
          bytes += count;
        };
        assert.deepEqual(await connection.json({ path: '/', gzip, ...PATIENCE, onReceived }), JSON.parse(text));
        assert.equal(bytes, text.length);
      }
      assert.deepEqual([asked, sockets.size], [['gzip', undefined], 1]);
    });

    it('that is truncated or is not gzip is an error', async () => {
      answer = (_request, response) => {
        response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': '100000' }).write(gzipSync(text).subarray(0, 50));
        setImmediate(() => response.socket?.destroy());
      };
      await assert.rejects(connection.json({ path: '/', gzip: true, ...PATIENCE }), { code: 'ECONNRESET' });
      answer = (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(text).subarray(0, 50));
      await assert.rejects(connection.json({ path: '/', gzip: true, ...PATIENCE }), { code: 'Z_BUF_ERROR' });
      answer = (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(text);
      await assert.rejects(connection.json({ path: '/', gzip: true, ...PATIENCE }), { code: 'Z_DATA_ERROR' });
    });
  });

  it('reports acceptance before the body, and not after a rejection', async () => {
    const told: string[] = [];
    answer = (request, response) => {
      if (request.url === '/no') response.writeHead(403).end();
      else response.writeHead(200).flushHeaders();
    };
    await assert.rejects(connection.json({ path: '/no', ...PATIENCE, onAccepted: () => told.push('no') }));
    const stopping = new AbortController();
    const body = connection.json({ path: '/yes', ...PATIENCE, signal: stopping.signal, onAccepted: () => told.push('yes') });
    await eventually(() => told.length > 0, 'acceptance');
    assert.deepEqual(told, ['yes']);
    stopping.abort();
    await assert.rejects(body);
  });

  it('is aborted at once, before and after the start of the answer', async () => {
    for (const begins of [false, true]) {
      let reached = false;
      let closed = false;
      answer = (request, response) => {
        request.socket.once('close', () => {
          closed = true;
        });
        if (begins) response.write('{');
        reached = true;
      };
      const stopping = new AbortController();
      const body = connection.json({ path: '/', ...PATIENCE, signal: stopping.signal });
      await eventually(() => reached, 'the request');
      stopping.abort();
      await assert.rejects(body);
      await eventually(() => closed, 'the end of the connection');
    }
    await assert.rejects(connection.json({ path: '/', ...PATIENCE, signal: AbortSignal.abort() }), { name: 'AbortError' });
  });

  it('leaving the iteration ends the request', async () => {
    let closed = false;
    answer = (request, response) => {
      request.socket.once('close', () => {
        closed = true;
      });
      response.write('x');
    };
    for await (const chunk of connection.chunks({ path: '/', ...PATIENCE })) {
      assert.equal(chunk.toString(), 'x');
      break;
    }
    await eventually(() => closed, 'the end of the connection');
  });

  describe('a dead, silent connection', () => {
    let clock: sinon.SinonFakeTimers;
    beforeEach(() => {
      clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => clock.restore());

    it('is detected before the answer', async () => {
      let reached = false;
      answer = () => {
        reached = true;
      };
      const body = connection.json({ path: '/', patience: () => 5000 });
      const rejected = assert.rejects(
        body,
        (error: unknown) => error instanceof SilenceError && error.message === 'no data received for 5 s',
      );
      await eventually(() => reached, 'the request');
      clock.tick(5000);
      await rejected;
      assert.equal(clock.countTimers(), 0);
    });

    it('is kept for the patience of the request after the last data was read', async () => {
      let response!: ServerResponse;
      answer = (_request, given) => {
        response = given;
        response.write('the end of a list');
      };
      let patience = 10_000;
      const chunks = connection.chunks({ path: '/', patience: () => patience });
      await chunks.next();
      patience = 150_000;
      const next = chunks.next();
      await clock.tickAsync(149_999);
      response.write('an event');
      assert.equal((await next).value?.toString(), 'an event');
      const last = chunks.next();
      clock.tick(150_000);
      await assert.rejects(last, SilenceError);
      assert.equal(clock.countTimers(), 0);
    });

    it('is detected in the middle of the answer, after the patience of the request', async () => {
      let response!: ServerResponse;
      answer = (_request, given) => {
        response = given;
        response.write('a');
      };
      let patience = 5000;
      const chunks = connection.chunks({ path: '/', patience: () => patience });
      assert.equal((await chunks.next()).value?.toString(), 'a');
      clock.tick(4999);
      patience = 7000;
      response.write('b');
      assert.equal((await chunks.next()).value?.toString(), 'b');
      clock.tick(6999);
      const next = chunks.next();
      clock.tick(1);
      await assert.rejects(next, SilenceError);
      assert.equal(clock.countTimers(), 0);
    });
  });
});
