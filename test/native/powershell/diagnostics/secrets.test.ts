import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { needs } from '../../../needs.ts';
import { POWERSHELLS } from '../run.ts';
import { gather } from './gather.ts';
import { protect } from './protect.ts';
import { fixture, recorded, recordedKeys, writeRecordings } from './recordings.ts';
import { temporary } from './temporary.ts';

const JWT = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIiwic3ViIjoic3lzdGVtIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';
const KEY = 'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFb3dJQkFBS0NBUUVB';
const PEM = 'MIIEowIBAAKCAQEAy8Dbv8prpJ/0kKhlGeJYozo2t60EG8L0561g13R29LvMR5hy';

/** A text, and the secrets in it. */
const PLANTED: readonly (readonly [what: string, text: string, ...secrets: string[]])[] = [
  ['a bearer token in a header', 'Authorization: Bearer abc123.def456-ghi789', 'abc123.def456-ghi789'],
  ['a short one', 'authorization: Bearer s3cret', 's3cret'],
  ['basic authentication', 'Authorization: Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA'],
  ['a header in JSON', '{"headers":{"authorization":"Bearer 0123456789abcdef"},"x":1}', '0123456789abcdef'],
  ['a header as a list in JSON', '{"Authorization":["Bearer 0123456789abcdef"]}', '0123456789abcdef'],
  ['a header in JSON in JSON', JSON.stringify({ msg: JSON.stringify({ authorization: 'Bearer 0123456789abcdef' }) }), '0123456789abcdef'],
  ['a bearer token in prose', 'sent bearer 0123456789abcdef0123 to the server', '0123456789abcdef0123'],
  ['a JWT', `token is ${JWT}, it said`, JWT.split('.')[1]!, JWT.split('.')[2]!],
  ['a JWT in JSON', JSON.stringify({ note: JWT }), JWT.split('.')[1]!],
  ['kubeconfig key data', `    client-key-data: ${KEY}\n    client-certificate-data: ${KEY}x\n`, KEY],
  ['a kubeconfig token', 'users:\n- name: a\n  user:\n    token: kubelet-bootstrap.0123\n', 'kubelet-bootstrap.0123'],
  ['a kubeconfig in JSON', `{"user":{"client-key-data":"${KEY}","token":"abcdef.0123456789abcdef"}}`, KEY, 'abcdef.0123456789abcdef'],
  ['a kubeconfig password', 'user:\n    username: admin\n    password: "pass phrase, with: signs"\n', 'pass phrase', 'with: signs'],
  ['an unquoted password', 'password: correct horse battery\nnext: 1', 'correct horse', 'battery'],
  ['a block in YAML', 'a:\n  clientSecret: |-\n    line-one\n      line-two\n  next: 1\n', 'line-one', 'line-two'],
  ['a list in YAML', 'tokens: [abcd1234, efgh5678]\nnext: 1', 'abcd1234', 'efgh5678'],
  ['quoted YAML in JSON that is cut', '"config":"password: \\"hunter 2\\"\\nn', 'hunter 2'],
  ['a password in JSON', '{"password":"pa\\"ss,word","kept":"yes"}', 'pa\\"ss', ',word'],
  ['a number as password', '{"password": 12345678, "kept": 1}', '12345678'],
  ['secrets as a list', '{"tokens":["aaaa1111","bbbb2222"],"kept":1}', 'aaaa1111', 'bbbb2222'],
  ['a camel-cased name', '{"clientSecret":"zzzz9999","ApiKey":"yyyy8888","accessToken":"xxxx7777"}', 'zzzz9999', 'yyyy8888', 'xxxx7777'],
  ['an environment variable', 'AZURE_CLIENT_SECRET=abc8Q~longsecretvalue\nPATH=C:\\', 'longsecretvalue'],
  ['a flag', 'kubelet.exe --node-ip=1.2.3.4 --bootstrap-token=abcdef.0123 --v=2', 'abcdef.0123'],
  ['a flag with a blank', 'agent --password hunter2 --v 2', 'hunter2'],
  ['a quoted flag', 'agent --password "hunter 2" --v 2', 'hunter 2'],
  ['flags in JSON', '{"args":["--password","hunter2","--token","abcd1234"],"kept":1}', 'hunter2', 'abcd1234'],
  ['a Windows flag', 'net.exe use /password:hunter2 Z:', 'hunter2'],
  ['a PowerShell parameter', "Connect -Password 'hunter2' -Verbose", 'hunter2'],
  ['a SAS', 'https://a.blob.core.windows.net/c?sv=2022-11-02&se=2027-01-01&sr=c&sp=r&sig=a%2Bb%2FcDeF0123%3D', 'a%2Bb%2FcDeF0123'],
  ['a SAS in JSON of Windows PowerShell', '{"url":"https://a.net/c?sv=1\\u0026sig=aBcDeF0123\\u0026x=1"}', 'aBcDeF0123'],
  ['a SAS in XML', '<Url>https://a.net/c?sv=1&amp;sig=aBcDeF0123&amp;x=1</Url>', 'aBcDeF0123'],
  ['a SharedAccessSignature', 'SharedAccessSignature sr=https%3a%2f%2fa&sig=QwErTy%3d&se=1&skn=Root', 'QwErTy'],
  [
    'a storage connection string',
    'DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=Zm9vYmFyYmF6cXV4Zm9v==;EndpointSuffix=core.windows.net',
    'Zm9vYmFyYmF6cXV4Zm9v',
  ],
  ['a service bus one', 'Endpoint=sb://a.net/;SharedAccessKeyName=Root;SharedAccessKey=c2VjcmV0c2VjcmV0=', 'c2VjcmV0c2VjcmV0'],
  ['an SQL one', 'Server=tcp:a,1433;User ID=sa;Password=my pass=word;Encrypt=True', 'my pass', 'word;'],
  ['one in JSON', '{"connectionString":"Server=a;Password=pw12345;"}', 'pw12345'],
  ['one in a variable', 'STORAGE_CONNECTION_STRING="AccountName=a;AccountKey=Zm9vYmFy"', 'Zm9vYmFy'],
  ['a user in an address', 'proxy http://user:pa55word@proxy.local:8080/', 'pa55word'],
  [
    'a token in an address',
    'git clone https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/a',
    'abcdefghijklmnopqrstuvwxyz0123456789',
  ],
  ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${PEM}\n-----END RSA PRIVATE KEY-----\nafter`, PEM],
  ['one in JSON', JSON.stringify({ x: `-----BEGIN PRIVATE KEY-----\n${PEM}\n-----END PRIVATE KEY-----\n` }), PEM],
  ['one without an end', `-----BEGIN EC PRIVATE KEY-----\n${PEM}\n${PEM}`, PEM],
  ['an event', "<Data Name='Password'>hunter2</Data><Data Name='x'>kept</Data>", 'hunter2'],
  ['an element', '<adminPassword>hunter2</adminPassword>', 'hunter2'],
  ['more behind a JWT', JSON.stringify({ password: `${JWT}\nhunter2 and more` }), JWT.split('.')[1]!, 'hunter2'],
  ['YAML in JSON', JSON.stringify({ config: 'user:\n  password: "pass phrase"\n  token: abcd1234\nend: 1' }), 'pass phrase', 'abcd1234'],
  ['a header in a line in JSON', JSON.stringify({ log: 'GET /\nAuthorization: Basic dXNlcjpwYXNz\n' }), 'dXNlcjpwYXNz'],
  ['three texts deep', JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ password: 'hunter2"b\\c' }) }) }), 'hunter2'],
  ['an address with escaped slashes', '{"a":"http:\\/\\/user:pa55word@proxy.local\\/"}', 'pa55word'],
  ['a password with @ in an address', 'proxy http://user:pa@55@word@proxy.local:8080/x', 'pa@55', '55@word', 'word@'],
  ['one in JSON', '{"proxy":"http://user:pa@55word@proxy.local/","kept":1}', 'pa@55word', '55word'],
  ['a password with @ in a setting', 'Server=a;Password=p@55w@rd;Encrypt=True', 'p@55w@rd', 'w@rd'],
  [
    'the Secret of an image registry',
    'data:\n  .dockerconfigjson: eyJhdXRocyI6eyJhIjp7ImF1dGgiOiJkWE5sY2pwdyJ9fX0=\ntype: x',
    'eyJhdXRocyI6',
  ],
  ['one in JSON', '{"data":{".dockerconfigjson":"eyJhdXRocyI6e30="},"kept":1}', 'eyJhdXRocyI6e30'],
  ['an old one', '.dockercfg: eyJhIjp7fX0=', 'eyJhIjp7fX0'],
  ['the configuration of Docker', '{"auths":{"r.example":{"auth":"dXNlcjpwYXNz"}},"kept":1}', 'dXNlcjpwYXNz'],
  ['one in JSON in JSON', JSON.stringify({ config: '{"auths":{"r.example":{"auth":"dXNlcjpwYXNz"}}}' }), 'dXNlcjpwYXNz'],
  ['one in YAML', 'auths:\n  r.example:\n    auth: dXNlcjpwYXNz\n', 'dXNlcjpwYXNz'],
  [
    'a fine-grained token of GitHub',
    'use github_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ0123456789 here',
    'aBcDeFgHiJkL',
    'mNoPqRsTuVwXyZ',
  ],
  ['a token of GitLab', 'use glpat-aBcDeFgHiJkLmNoPqRsT here', 'aBcDeFgHiJkLmNoPqRsT'],
  ['a routable one', 'use glpat-aBcDeFgHiJkLmNoPqRsTuVwXyZ.01.0z1a2b3c4 here', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ', '0z1a2b3c4'],
  ['a key of Google', 'use AIzaSyA0aBcDeFgHiJkLmNoPqRsTuVwXyZ01234 here', 'SyA0aBcDeFgHiJkLmNoPqRsTuVwXyZ01234'],
  [
    'a webhook of Slack',
    'curl https://hooks.slack.com/services/T00000000/B11111111/xYzAbCdEfGhIjKlMnOpQrStU',
    'T00000000',
    'B11111111',
    'xYzAbCdEfGhIjKlMnOpQrStU',
  ],
  [
    'one in JSON',
    '{"url":"https:\\/\\/hooks.slack.com\\/services\\/T00000000\\/B11111111\\/xYzAbCdEfGhI","kept":1}',
    'T00000000',
    'xYzAbCdEfGhI',
  ],
  ['one of a workflow', '"https://hooks.slack.com/workflows/T00000000/A1/2/xYzAbCdEfGhI"', 'xYzAbCdEfGhI'],
  ['cookies of a request', 'Cookie: sid=aBcD1234; theme="dark5678"; x=eFgH\r\nHost: a', 'aBcD1234', 'dark5678', 'eFgH'],
  ['a cookie of an answer', '< set-cookie: sid=aBcD1234; Path=/; HttpOnly', 'aBcD1234'],
  [
    'cookies in JSON',
    '{"headers":{"cookie":"sid=aBcD1234","set-cookie":["a=eFgH5678; Path=/","b=iJkL"]},"kept":1}',
    'aBcD1234',
    'eFgH5678',
    'iJkL',
  ],
  ['a header in a text in JSON', '{"line":"Cookie: sid=aBcD1234; x=eFgH","kept":1}', 'aBcD1234', 'eFgH'],
  ['an AWS key', 'aws AKIAIOSFODNN7EXAMPLE here', 'AKIAIOSFODNN7EXAMPLE'],
  ['a log line of the agent', '2026-11-22T10:00:00Z ERROR call failed token=abcd1234efgh path=/api', 'abcd1234efgh'],
];

/** Texts without secrets that findings and readers need. */
const KEPT: readonly string[] = [
  fixture('endpoint-1.json'),
  fixture('endpoints-v1.json'),
  fixture('networks-v1.json'),
  fixture('policylists-v1.json'),
  fixture('vfp-ports.txt'),
  fixture('vfp-rules-1.txt'),
  fixture('vfp-state-open.txt'),
  fixture('sc-running.txt'),
  fixture('sc-qc.txt'),
  fixture('service-crashes.xml'),
  fixture('hns-admin-log.xml'),
  fixture('ipconfig.txt'),
  fixture('excluded-ports.txt'),
  ...Object.values(recorded()).flatMap(({ text } = {}) => text ?? []),
  'hns_policy_hns_calls_total{function="HcnModifyEndpoint",result="ok"} 12\nhns_policy_rejected_policies{code="unsupported-sctp"} 1',
  '{"state":"degraded","ready":true,"endpoints":30,"watches":[{"kind":"pod","connected":false,"lastError":"HTTP 401: the token is expired"}]}',
  '{"severity":"error","code":"unsupported-named-port","policy":"secret-ns/token-policy","path":"spec.ingress[0].ports[0].port"}',
  '{"automountServiceAccountToken":false,"secretName":null,"tokens":{}}',
  '{"a":"C:\\\\keys\\\\<token>\\n\\u0026\\u003c","b":"caf\\u00e9 of the credential"}',
  '{"a":"<token>","b":"x < y","c":"/password","d":"-token "}',
  'the basic configuration of the password policy is kept; see https://example.com/docs?page=2&lang=en',
  'hns-policy-agent.demo.secret-policy.5be1d90c77a2f314',
  '{"author":"a","authMode":"x","auths":{}}\nauthor: someone\nthe cookie is old, see https://hooks.slack.com/ and mail a@example.com',
];

describe('powershell/diagnostics/secrets', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'dotnet');
  });
  const folder = temporary();

  it('are removed wherever they are planted, in every PowerShell', async () => {
    for (const on of POWERSHELLS) {
      const results = await protect(
        PLANTED.map(([, text]) => text),
        on,
      );
      for (const [number, [what, text, ...secrets]] of PLANTED.entries()) {
        const { text: clean, removed } = results[number]!;
        for (const secret of secrets) {
          assert.ok(text.includes(secret), `${what}: the test plants no ${secret}`);
          assert.ok(!clean.includes(secret), `${what}: ${clean}`);
        }
        assert.ok(Object.values(removed).reduce((sum, count) => sum + count, 0) > 0, what);
      }
    }
  });

  it('are removed without breaking JSON or the text around them', async () => {
    const documents = PLANTED.filter(([, text]) => text.startsWith('{'));
    const results = await protect(documents.map(([, text]) => text));
    for (const [number, [what, text]] of documents.entries()) {
      const before = JSON.parse(text) as Record<string, unknown>;
      const after = JSON.parse(results[number]!.text) as Record<string, unknown>;
      assert.deepEqual(Object.keys(after), Object.keys(before), what);
      if ('kept' in before) assert.deepEqual(after.kept, before.kept, what);
    }
    const [yaml, event, line] = await protect([
      'password: a b\nnext: 1',
      "<Data Name='Password'>p</Data><Data Name='x'>kept</Data>",
      'token=abcd path=/api',
    ]);
    assert.equal(yaml!.text, 'password: [removed:named]\nnext: 1');
    assert.equal(event!.text, "<Data Name='Password'>[removed:named]</Data><Data Name='x'>kept</Data>");
    assert.equal(line!.text, 'token=[removed:named] path=/api');
  });

  it('are removed from quoted JSON at any depth', async () => {
    const quoted = (text: string) => JSON.stringify({ kept: 'C:\\k\n', text, z: 1 });
    for (const deep of [quoted, (text: string) => quoted(quoted(text))]) {
      const results = await protect(PLANTED.map(([, text]) => deep(text)));
      for (const [number, [what, , ...secrets]] of PLANTED.entries()) {
        const { text } = results[number]!;
        for (const secret of secrets) assert.ok(!text.includes(JSON.stringify(secret).slice(1, -1)), `${what}: ${text}`);
        const document = JSON.parse(text) as Record<string, unknown>;
        assert.deepEqual({ ...document, text: '' }, { kept: 'C:\\k\n', text: '', z: 1 }, what);
      }
    }
  });

  it('are the only text that is removed', async () => {
    const results = await protect(KEPT);
    for (const [number, text] of KEPT.entries()) assert.deepEqual(results[number], { text, removed: {} });
  });

  it('stay removed when text is cleaned twice', async () => {
    const once = await protect(PLANTED.map(([, text]) => text));
    const twice = await protect(once.map(({ text }) => text));
    for (const [number, [what]] of PLANTED.entries()) assert.deepEqual(twice[number], { text: once[number]!.text, removed: {} }, what);
  });

  it('in any spelling are removed from JSON, which stays valid', async () => {
    const secret = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map(text => `<${text}>`);
    const name = fc.constantFrom('password', 'token', 'clientSecret', 'client-key-data', 'connectionString', 'api_key');
    const document = fc.record({ before: fc.jsonValue(), name, secret, nested: fc.boolean(), pretty: fc.boolean() });
    const samples = fc.sample(document, { numRuns: 300, seed: 20261122 });
    const texts = samples.map(({ before, name, secret, nested, pretty }) => {
      const inner = { a: before, [name]: secret, z: 1 };
      return JSON.stringify(nested ? { message: JSON.stringify(inner) } : inner, undefined, pretty ? 2 : undefined);
    });
    const results = await protect(texts);
    for (const [number, { name, secret, nested }] of samples.entries()) {
      const { text } = results[number]!;
      assert.ok(!text.includes(JSON.stringify(secret).slice(1, -1)), text);
      const outer = JSON.parse(text) as { message: string };
      const inner = (nested ? JSON.parse(outer.message) : outer) as Record<string, unknown>;
      assert.match(String(inner[name]), /^\[removed:/, text);
      assert.equal(inner.z, 1);
    }
  });

  it('of all sources are in no file of a bundle and not in its index', async () => {
    const place = await folder();
    const AgentLogPath = join(place, 'agent.log');
    const all = PLANTED.map(([, text]) => text).join('\n');
    writeFileSync(AgentLogPath, all);
    const [pod] = recordedKeys('HcnQueryEndpointProperties');
    const document = { ...(JSON.parse(fixture('endpoint-1.json')) as object), Name: 'Server=a;Password=inaname1;', Extra: all };
    const agent = createServer((request, response) => {
      response.end(request.url === '/metrics' ? all : JSON.stringify({ state: 'token=inastate1', ready: true, watches: [], note: all }));
    });
    const AgentUri = await new Promise<string>(resolve => {
      agent.listen(0, '127.0.0.1', () => resolve(`http://user:inanaddress1@127.0.0.1:${(agent.address() as AddressInfo).port}`));
    });
    try {
      const recordings = writeRecordings(await folder(), {
        [pod!]: { text: JSON.stringify(document) },
        'ipconfig.exe /allcompartments /all': { text: all },
        'sc.exe qc hns': { text: all, error: 'Authorization: Bearer inanerror1', exitCode: 5 },
        'hnsdiag.exe list all -d': { fails: 'cannot log in with password=inafault1' },
        HcnEnumerateNamespaces: { fails: `the service said ${JWT}` },
        [recordedKeys('wevtutil.exe qe System')[0]!]: { text: `<Events>${all}</Events>` },
      });
      const { files, index } = await gather({ folder: place, recordings, parameters: { AgentUri, AgentLogPath } });
      const secrets = PLANTED.flatMap(([, , ...planted]) => planted).filter(secret => secret.length > 6);
      for (const [path, content] of files) {
        const text = content.toString('utf8');
        for (const secret of [...secrets, 'inaname1', 'inastate1', 'inanaddress1', 'inanerror1', 'inafault1'])
          assert.ok(!text.includes(secret), `${secret} in ${path}`);
      }
      for (const path of [
        'agent/log/agent.log',
        'agent/metrics.txt',
        'network/ipconfig.txt',
        'events/service-crashes.xml',
        'services/hns-qc.txt',
      ]) {
        const { removed } = index.files.find(file => file.path === path)!;
        assert.ok(Object.values(removed).reduce((sum, count) => sum + count, 0) > 30, path);
      }
    } finally {
      agent.close();
      agent.closeAllConnections();
    }
  });

  it('are searched in linear time', async () => {
    const long = [
      'a'.repeat(2_000_000),
      'token'.repeat(300_000),
      '-'.repeat(1_000_000),
      '"'.repeat(1_000_000),
      'password: '.repeat(100_000),
      'eyJ'.repeat(500_000),
      '<'.repeat(500_000),
      `"${'\\"'.repeat(500_000)}`,
      '"token\\n'.repeat(500),
      JSON.stringify('"token": '.repeat(20_000)),
      'cookie: '.repeat(100_000),
      'cookie: a="'.repeat(100_000),
      'auth: '.repeat(100_000),
      'hooks.slack.com/'.repeat(100_000),
      'http://a@'.repeat(100_000),
      'glpat-'.repeat(100_000),
    ];
    for (const { removed } of await protect(long)) assert.ok(!('not-searched' in removed));
  });
});
