/** No command prints a control character from a cluster or a file. The program's own colours are the only escape sequences. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { printable } from '../../src/agent/printable.ts';
import { statusSchema } from '../../src/agent/status/status-schema.ts';
import { paint, shown } from '../../src/cli/paint.ts';
import { healthyStatus, podStatus } from '../native/powershell/diagnostics/agent-status.ts';
import { hnsPolicy } from './command-line.ts';

/** Moves the cursor, sets the title, C1 CSI, bidi override and isolate, line ends, separators, a soft hyphen, a tag and half a character. */
const HOSTILE = 'a\u001b[2J\u001b]0;pwn\u0007\u009b31m\u202e\u2066\r\n\t\u0085\u2028\u2029\u00ad\u{e0041}\ud800\u007fz';
const BOLD = '\u001b[1m';
const NORMAL = '\u001b[22m';
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The unprintable characters of the output, without line ends. */
function unprintable(output: string): string[] {
  return [...output.replaceAll('\n', '')].filter(character => UNPRINTABLE.test(character));
}

const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: HOSTILE, namespace: HOSTILE },
  spec: {
    podSelector: { matchLabels: { [HOSTILE]: HOSTILE } },
    ingress: [{ ports: [{ port: HOSTILE }], from: [{ ipBlock: { cidr: HOSTILE } }, { [HOSTILE]: HOSTILE }] }],
  },
};

interface Input {
  readonly title: string;
  readonly argv: readonly string[];
  readonly stdin?: string;
}
const INVALID_NAMES = 'test/cli/hostile/invalid-names.json';
const NAMES = 'test/cli/hostile/names.json';

const INPUTS: readonly Input[] = [
  ...[INVALID_NAMES, NAMES].flatMap(path =>
    ['table', 'json', 'yaml'].map(output => ({ title: `plan -o ${output} of ${path}`, argv: ['plan', '-f', path, '-o', output] })),
  ),
  { title: 'plan of an invalid policy', argv: ['plan', '-f', '-'], stdin: JSON.stringify(policy) },
  { title: 'plan of text that is no JSON', argv: ['plan', '-f', '-'], stdin: `{"a": "${HOSTILE}` },
  { title: 'plan of text that is no YAML', argv: ['plan', '-f', '-'], stdin: `a: [${HOSTILE}\n- b: "` },
  { title: 'plan of a node with another name', argv: ['plan', '-f', NAMES, '--node', HOSTILE] },
  { title: 'plan of a file that is missing', argv: ['plan', '-f', HOSTILE] },
  { title: 'connect', argv: ['connect', '-f', NAMES, '10.1.1.1', '10.1.1.1:80', '--explain'] },
  { title: 'connect to a pod with another name', argv: ['connect', '-f', NAMES, `d/${HOSTILE}`, '10.1.1.1:80', '--explain'] },
  { title: 'an unknown command', argv: [HOSTILE] },
  { title: 'an unknown setting', argv: ['agent', '--node-name', HOSTILE, '--log-level', HOSTILE] },
];

describe('cli: control characters of clusters and files', () => {
  for (const { title, argv, stdin } of INPUTS) {
    it(`${title}: are escaped, and colours do not change that`, async () => {
      const surroundings = stdin === undefined ? {} : { stdin };
      const { out, err } = await hnsPolicy(argv, surroundings);
      assert.notEqual(out + err, '');
      assert.deepEqual(unprintable(out + err), []);
      const coloured = await hnsPolicy(argv, { ...surroundings, color: true });
      assert.deepEqual([coloured.out, coloured.err].map(stripVTControlCharacters), [out, err]);
    });
  }

  it('a name with a line end stays on its line', async () => {
    const { err } = await hnsPolicy(['plan', '-f', '-'], {
      stdin: JSON.stringify({ ...policy, metadata: { name: 'a\nerror: b', namespace: 'n' } }),
    });
    assert.deepEqual(
      err.split('\n').filter(line => line.startsWith('error: b')),
      [],
    );
  });

  it('JSON keeps its meaning', async () => {
    const { out } = await hnsPolicy(['plan', '-f', NAMES, '-o', 'json']);
    assert.equal(JSON.parse(out).nodes[0].node, 'win1\u001b]0;pwn\u0007');
    const text = JSON.stringify({ [HOSTILE]: HOSTILE });
    assert.deepEqual(JSON.parse(printable(text)), { [HOSTILE]: HOSTILE });
  });

  it('a sequence that looks like the program’s own colour is escaped, also within coloured text', () => {
    const red = paint(true, 'red', '\u001b[31mx\u001b[0m');
    assert.equal(shown(red), '\u001b[31m\\u001b[31mx\\u001b[0m\u001b[39m');
    assert.equal(shown('\u001b[31mx'), '\\u001b[31mx');
  });

  it('any text stays printable, and printable text is unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, color) => {
        const line = shown(paint(color, 'bold', text));
        assert.deepEqual(unprintable(color ? line.replace(BOLD, '').replace(NORMAL, '') : line), []);
        assert.ok(!printable(text).includes('\n'));
        if (!UNPRINTABLE.test(text)) assert.equal(printable(text), text);
      }),
    );
  });

  describe('status', () => {
    let server: Server;
    let body = '';
    before(async () => {
      server = createServer((_request, response) => response.end(body));
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    });
    after(() => {
      server.close();
      server.closeAllConnections();
    });

    it('escapes names and errors', async () => {
      const pod = podStatus({
        namespace: HOSTILE,
        pod: HOSTILE,
        addresses: [HOSTILE],
        policies: [HOSTILE],
        trouble: { since: '2026-11-28T08:00:00.000Z', error: HOSTILE, failures: 1 },
      });
      const status = statusSchema.parse({ ...healthyStatus({ pods: [pod] }), node: HOSTILE });
      body = JSON.stringify(status);
      for (const format of ['table', 'json']) {
        const argv = ['status', '--address', `127.0.0.1:${(server.address() as AddressInfo).port}`, '-o', format];
        const { out, err } = await hnsPolicy(argv);
        assert.ok(out.includes('\\u202e'), err);
        assert.deepEqual(unprintable(out + err), []);
        assert.equal(stripVTControlCharacters((await hnsPolicy(argv, { color: true })).out), out);
      }
    });
  });
});
