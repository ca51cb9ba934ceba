import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../src/cli/command-error.ts';
import type { ExplainedHalf, Explanation } from '../../src/cli/connect/explanation-schema.ts';
import { connectCommand } from '../../src/cli/connect.ts';
import { printed } from '../../src/cli/io.ts';
import { issueServerCertificate } from '../../src/simulator/kube/certificate.ts';
import { SILENCE } from './command-line.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

const NONE = { selectedBy: [], nearest: [], rejected: [], suggestions: [] };
const OPEN: ExplainedHalf = {
  ...{
    allowed: true,
    reason: 'not-isolated',
    pods: ['demo/client'],
    address: '10.0.0.1',
    engine: { name: 'hns-policy-agent', node: 'win1' },
  },
  ...NONE,
};
const ALLOWED: Explanation = { allowed: true, protocol: 'TCP', port: 80, egress: OPEN, ingress: OPEN };
const BLOCKED: Explanation = {
  ...ALLOWED,
  allowed: false,
  ingress: {
    ...OPEN,
    pods: ['demo/server'],
    allowed: false,
    reason: 'not-granted',
    policies: ['demo/demo-policy'],
    acl: { Id: 'hns-policy-agent.default', Action: 'Block', Direction: 'In', Priority: 65000 },
  },
};

describe('cli/connect: a running demo', () => {
  let folder: string;
  let server: Server;
  let url: string;
  let ca: string;
  let seen: Seen[];
  let answers: { status: number; body: unknown }[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'connect-'));
    seen = [];
    answers = [];
    const { ca: authority, cert, key } = issueServerCertificate();
    ca = authority;
    server = createServer({ cert, key }, async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { method, url: path, headers } = request;
      seen.push({ method, url: path, authorization: headers.authorization, body: JSON.parse(text) });
      const { status, body } = answers.length > 1 ? answers.shift()! : answers[0]!;
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    server.close();
  });

  function kubeconfig(address = url, authority = ca): string {
    const path = join(folder, 'kubeconfig');
    const data = Buffer.from(authority).toString('base64');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'demo', cluster: { server: address, 'certificate-authority-data': data } }],
      users: [{ name: 'admin', user: { token: 'secret' } }],
      contexts: [{ name: 'demo', context: { cluster: 'demo', user: 'admin' } }],
      'current-context': 'demo',
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  }

  /** A clock that advances only while the command sleeps. */
  async function connect(options: { kubeconfig: string; protocol?: string; timeout?: number; explain?: boolean }) {
    let out = '';
    let now = 0;
    const sleep = async (milliseconds: number): Promise<void> => {
      now += milliseconds;
    };
    const io = {
      ...SILENCE,
      out: (lines: readonly string[]) => {
        out += printed(lines);
      },
    };
    const complete = { protocol: 'tcp', timeout: 3000, onUnsupported: 'reject-item', output: 'text', ...options } as const;
    const status = await connectCommand('demo/client', 'demo/server:80', complete, io, { now: () => now, sleep });
    return { status, out, took: now };
  }

  async function refusal(path: string): Promise<string> {
    const error = await connect({ kubeconfig: path }).then(
      () => assert.fail('gave a verdict'),
      reason => reason,
    );
    assert.ok(error instanceof CommandError, String(error));
    return error.message;
  }

  it('gets requests with its own credentials and certificate authority', async () => {
    answers = [{ status: 200, body: ALLOWED }];
    assert.deepEqual(await connect({ kubeconfig: kubeconfig() }), { status: 0, out: '', took: 0 });
    assert.deepEqual(seen, [
      {
        method: 'POST',
        url: '/simulator/connect',
        authorization: 'Bearer secret',
        body: { from: 'demo/client', to: 'demo/server', protocol: 'TCP', port: 80 },
      },
    ]);
  });

  it('is retried until it allows the connection', async () => {
    answers = [
      { status: 200, body: BLOCKED },
      { status: 200, body: BLOCKED },
      { status: 200, body: ALLOWED },
    ];
    assert.deepEqual(await connect({ kubeconfig: kubeconfig(), timeout: 5000 }), { status: 0, out: '', took: 3000 });
    assert.equal(seen.length, 3);
  });

  it('is retried until the timeout', async () => {
    answers = [{ status: 200, body: BLOCKED }];
    assert.deepEqual(await connect({ kubeconfig: kubeconfig() }), { status: 1, out: 'TIMEOUT\n', took: 3000 });
    assert.equal(seen.length, 2);
    await connect({ kubeconfig: kubeconfig(), protocol: 'udp' });
    assert.equal(seen.length, 5);
  });

  it('names the ACL that decided', async () => {
    answers = [{ status: 200, body: BLOCKED }];
    const { out } = await connect({ kubeconfig: kubeconfig(), timeout: 0, explain: true });
    assert.deepEqual(out.trimEnd().split('\n'), [
      'TIMEOUT',
      'egress  of demo/client (10.0.0.1): allowed, no policy isolates the pod for egress',
      '  enforced by hns-policy-agent on node win1',
      'ingress to demo/server (10.0.0.1): blocked, no rule of demo/demo-policy allows it [ACL hns-policy-agent.default Block In priority 65000]',
      '  enforced by hns-policy-agent on node win1',
    ]);
  });

  it('passes on the reason if there is no verdict', async () => {
    answers = [{ status: 422, body: { message: 'demo/client: no such pod' } }];
    assert.equal(await refusal(kubeconfig()), 'demo/client: no such pod');
  });

  it('is distinguished from other API servers', async () => {
    for (const answer of [
      { status: 404, body: { kind: 'Status', message: 'not found' } },
      { status: 200, body: {} },
      { status: 200, body: '<html>' },
    ]) {
      answers = [answer];
      assert.match(
        await refusal(kubeconfig()),
        /^https:\/\/127\.0\.0\.1:\d+ is not a running demo \(\d+ from \/simulator\/connect\)\. Start one /,
      );
    }
    answers = [{ status: 401, body: {} }];
    assert.match(await refusal(kubeconfig()), /rejects the kubeconfig's credentials \(401\)/);
  });

  it('must be on this machine, so that no real cluster gets a request', async () => {
    for (const address of ['https://10.0.0.1:6443', 'https://example.com', 'http://127.0.0.1:80', 'nonsense']) {
      assert.match(await refusal(kubeconfig(address)), /is not a running demo, which always listens on https:\/\/127\.0\.0\.1\. Start one/);
    }
    assert.deepEqual(seen, []);
  });

  it('must be reachable, with the certificate that the kubeconfig trusts', async () => {
    assert.match(await refusal(kubeconfig(url, issueServerCertificate().ca)), /^cannot reach https:\/\/127\.0\.0\.1:\d+: /);
    await new Promise(resolve => server.close(resolve));
    assert.match(await refusal(kubeconfig()), /^cannot reach https:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  it('needs a readable kubeconfig with a cluster', async () => {
    assert.match(await refusal(join(folder, 'none')), /none: cannot be loaded: .*no such file/);
    const path = join(folder, 'broken');
    writeFileSync(path, 'a: [');
    assert.match(await refusal(path), /broken: cannot be loaded: /);
    writeFileSync(path, 'apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n');
    assert.match(await refusal(path), /broken: no current context with a cluster\. Start one/);
  });
});
