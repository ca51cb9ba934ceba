import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Registry } from 'prom-client';
import type { HttpLimits } from '../../../src/agent/http-limits.ts';
import { type HealthServer, serveHealth } from '../../../src/agent/status/health.ts';

const LIMITS: Omit<HttpLimits, 'onConnectionEnded'> = { connections: 20, headerBytes: 8192, timeoutMs: 60_000 };

describe('agent/status: limits of the HTTP server', () => {
  let server: HealthServer;
  let ended: number;
  let rendered: number;
  let answer: string;
  let clients: Socket[];

  async function serve(limits: Partial<HttpLimits> = {}): Promise<void> {
    const registry = new Registry();
    registry.metrics = async () => {
      rendered++;
      await new Promise(resolve => setImmediate(resolve));
      return answer;
    };
    server = await serveHealth({
      ...{ host: '0.0.0.0', port: 0, registry, health: () => ({ ready: true }), status: () => ({}) },
      limits: { ...LIMITS, ...limits, onConnectionEnded: () => ended++ },
    });
  }

  beforeEach(() => {
    ended = 0;
    rendered = 0;
    answer = 'metrics';
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await server.close();
  });

  /** @param from A loopback address stands for a client of its own. */
  async function open(text: string, from = '127.0.0.2'): Promise<Socket> {
    const client = connect({ host: '127.0.0.1', port: server.port, localAddress: from });
    clients.push(client);
    client.on('error', () => {});
    await once(client, 'connect');
    if (text !== '') client.write(text);
    return client;
  }
  const closed = (client: Socket) =>
    client.destroyed ? Promise.resolve() : new Promise<void>(resolve => client.once('close', () => resolve()));
  async function received(client: Socket): Promise<string> {
    let text = '';
    client.setEncoding('utf8').on('data', chunk => {
      text += chunk;
    });
    await closed(client);
    return text;
  }
  const probe = async () => (await fetch(`http://127.0.0.1:${server.port}/healthz`)).status;
  const HALF = 'GET /metrics HTTP/1.1\r\nHost: x\r\nA: ';

  it('answers probes while one client opens many connections and completes no request', async () => {
    await serve();
    const flood: Socket[] = [];
    for (let i = 0; i < 200; i++) flood.push(await open(HALF + 'b'.repeat(4_000)));
    assert.equal(await probe(), 200);
    await Promise.all(flood.slice(0, 180).map(closed));
    assert.ok(ended >= 180, String(ended));
  });

  it('ends the oldest connection of the client with the most, and none of another client', async () => {
    await serve({ connections: 3 });
    const other = await open(HALF, '127.0.0.3');
    const flood = [await open(HALF), await open(HALF), await open(HALF)];
    await closed(flood[0]!);
    assert.equal(ended, 1);
    other.write('b\r\nConnection: close\r\n\r\n');
    assert.match(await received(other), /^HTTP\/1\.1 200 /);
  });

  it('many clients with one connection each end the oldest ones, and a probe is answered', async () => {
    await serve();
    const flood: Socket[] = [];
    for (let i = 0; i < 60; i++) flood.push(await open(HALF, `127.0.1.${i + 1}`));
    await Promise.all(flood.slice(0, 40).map(closed));
    assert.equal(await probe(), 200);
  });

  it('counts a connection that ended by itself no longer', async () => {
    await serve({ connections: 2 });
    for (let i = 0; i < 10; i++) {
      const client = await open('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      assert.match(await received(client), /^HTTP\/1\.1 200 /);
    }
    assert.equal(ended, 0);
  });

  it('rejects headers beyond the limit with 431', async () => {
    await serve({ headerBytes: 1024 });
    const client = await open(`GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(2_000)}\r\n\r\n`);
    assert.match(await received(client), /^HTTP\/1\.1 431 /);
  });

  it('ends a connection whose headers arrive too slowly with 408', async () => {
    await serve({ timeoutMs: 1_000 });
    const client = await open(HALF);
    const drip = setInterval(() => client.write('a'), 50);
    try {
      assert.match(await received(client), /^HTTP\/1\.1 408 /);
    } finally {
      clearInterval(drip);
    }
  }).timeout(20_000);

  it('ends a connection whose headers never end', async () => {
    await serve({ timeoutMs: 200 });
    await received(await open(HALF));
  });

  it('ends a connection that does not read its answer', async () => {
    await serve({ timeoutMs: 200 });
    answer = 'a'.repeat(32 * 1024 * 1024);
    const client = await open('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
    client.pause();
    // A client that does not read notices the end only by writing.
    const writes = setInterval(() => client.write('a'), 50);
    await closed(client);
    clearInterval(writes);
  });

  it('ends a connection on which nothing arrives', async () => {
    await serve({ timeoutMs: 200 });
    await received(await open(''));
  });

  it('ends a connection whose body does not arrive in time', async () => {
    await serve({ timeoutMs: 200 });
    const client = await open('POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    await received(client);
  });

  it('serves at most 100 requests on one connection, and renders the metrics once for those that arrive together', async () => {
    await serve();
    const client = await open('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000));
    let text = '';
    for await (const chunk of client.setEncoding('utf8')) {
      text += chunk;
      if (text.includes('HTTP/1.1 503 ')) break;
    }
    assert.equal(text.split('HTTP/1.1 200 ').length - 1, 100);
    assert.equal(rendered, 1);
  });
});
