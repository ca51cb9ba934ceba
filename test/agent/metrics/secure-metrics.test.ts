import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { Counter, Registry } from 'prom-client';
import { type SecureMetrics, serveSecureMetrics } from '../../../src/agent/metrics/secure-metrics.ts';
import { issueServerCertificate } from '../../../src/simulator/kube/certificate.ts';
import { recordingLog } from '../recording-log.ts';

const LIMITS = { connections: 3, headerBytes: 8192, timeoutMs: 10_000, onConnectionEnded: () => {} };

describe('agent/metrics/secure-metrics', () => {
  let folder: string;
  let server: SecureMetrics;
  let ca: string;
  const { log, lines } = recordingLog();
  const asked: string[] = [];

  function writeCertificate(): void {
    const certificate = issueServerCertificate();
    ({ ca } = certificate);
    writeFileSync(join(folder, 'tls.crt'), certificate.cert);
    writeFileSync(join(folder, 'tls.key'), certificate.key);
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'secure-metrics-'));
    lines.length = 0;
    asked.length = 0;
    writeCertificate();
    const registry = new Registry();
    new Counter({ name: 'hns_policy_x_total', help: 'x', registers: [registry] });
    const verdicts = { good: 'allowed', bad: 'unauthenticated', known: 'forbidden', many: undefined } as const;
    server = await serveSecureMetrics({
      host: '127.0.0.1',
      port: 0,
      certFile: join(folder, 'tls.crt'),
      keyFile: join(folder, 'tls.key'),
      limits: LIMITS,
      registry,
      access: {
        verdict: async (token, client) => {
          asked.push(`${token} from ${client}`);
          if (token === 'broken') throw new Error('connect ECONNREFUSED');
          return verdicts[token as keyof typeof verdicts];
        },
      },
      log,
    });
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  interface Answer {
    readonly status: number | undefined;
    readonly body: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly fingerprint: string;
  }

  function get(authorization?: string, { path = '/metrics', method = 'GET' } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = authorization === undefined ? {} : { authorization };
      const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers, ca, agent: false }, response => {
        const { fingerprint256: fingerprint } = (response.socket as TLSSocket).getPeerCertificate();
        let body = '';
        response
          .setEncoding('utf8')
          .on('data', chunk => {
            body += chunk;
          })
          .on('end', () => resolve({ status: response.statusCode, body, headers: response.headers, fingerprint }));
      });
      sent.on('error', reject).end();
    });
  }

  it('serves the metrics to a token that may get them', async () => {
    const { status, body, headers } = await get('Bearer good');
    assert.deepEqual([status, headers['content-type']], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    assert.match(body, /^hns_policy_x_total 0$/m);
    assert.deepEqual(asked, ['good from 127.0.0.1']);
  });

  for (const [title, authorization, expected] of [
    ['no token', undefined, 401],
    ['another scheme', 'Basic Z29vZA==', 401],
    ['two tokens', 'Bearer good bad', 401],
    ['an unknown token', 'Bearer bad', 401],
    ['a token without the permission', 'Bearer known', 403],
    ['too many checks', 'Bearer many', 429],
    ['an API server that does not answer', 'Bearer broken', 503],
  ] as const) {
    it(`${title}: ${expected}, without metrics`, async () => {
      const { status, body, headers } = await get(authorization);
      assert.equal(status, expected);
      assert.doesNotMatch(body, /hns_policy|ECONNREFUSED/);
      assert.equal(headers['www-authenticate'], expected === 401 ? 'Bearer' : undefined);
    });
  }

  it('serves nothing else', async () => {
    for (const path of ['/status', '/healthz', '/']) assert.equal((await get('Bearer good', { path })).status, 404);
    assert.equal((await get('Bearer good', { method: 'POST' })).status, 405);
    assert.deepEqual(asked, []);
  });

  it('uses a renewed certificate, and keeps the last one if the files are broken', async () => {
    const before = (await get('Bearer good')).fingerprint;
    await server.reload();
    assert.equal((await get('Bearer good')).fingerprint, before);
    writeCertificate();
    await server.reload();
    const renewed = (await get('Bearer good')).fingerprint;
    assert.notEqual(renewed, before);
    writeFileSync(join(folder, 'tls.crt'), 'x');
    await server.reload();
    assert.equal((await get('Bearer good')).fingerprint, renewed);
    assert.ok(lines.some(line => JSON.stringify(line).includes('the certificate of the metrics cannot be read again')));
  });

  it('ends the oldest connection if too many are open, and serves the next client', async () => {
    const flood = Array.from({ length: 5 }, () => connect({ host: '127.0.0.1', port: server.port }).on('error', () => {}));
    const ended = flood.slice(0, 2).map(client => new Promise(resolve => client.once('close', resolve)));
    await Promise.all(ended);
    assert.equal((await get('Bearer good')).status, 200);
    for (const client of flood) client.destroy();
  });

  it('rejects at its start if a file is missing', async () => {
    const missing = join(folder, 'none');
    const options = { host: '127.0.0.1', port: 0, certFile: missing, keyFile: missing, limits: LIMITS, registry: new Registry(), log };
    await assert.rejects(serveSecureMetrics({ ...options, access: { verdict: async () => 'allowed' } }), /ENOENT/);
  });
});
