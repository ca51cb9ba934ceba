import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { RULES } from '../../../src/cli/lint/lint-policies.ts';
import { lintSchema } from '../../../src/cli/lint/lint-schema.ts';
import { SourceLines } from '../../../src/cli/lint/source-lines.ts';
import { hnsPolicy } from '../command-line.ts';

const published = new URL('../../../docs/lint.schema.json', import.meta.url);
const reported = fileURLToPath(new URL('../reported/', import.meta.url));

function policy(spec: string, name = 'p'): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec:\n${spec}`;
}

const NAMED = policy('  podSelector: {}\n  ingress:\n    - ports: [{ port: http }]\n');
const OPEN = policy('  podSelector: { matchLabels: { app: web } }\n  ingress:\n    - {}\n    - ports: [{ port: 80 }]\n', 'open');

describe('cli/lint', () => {
  it('prints each finding with an excerpt and a caret, and a summary', async () => {
    const { status, out, err } = await hnsPolicy(['lint', '-f', '-'], { stdin: `${NAMED}---\n${OPEN}` });
    assert.deepEqual({ status, err }, { status: 1, err: '' });
    const lines = out.trimEnd().split('\n');
    assert.match(
      lines[0]!,
      /^stdin:7:17: error: unsupported-named-port: shop\/p: spec\.ingress\[0\]\.ports\[0\]\.port: Named ports are not supported on Windows: /,
    );
    assert.deepEqual(lines.slice(1), [
      '    7 |     - ports: [{ port: http }]',
      '      |                 ^',
      'stdin:15:7: warning: open-rule: shop/open: spec.ingress[0]: this rule allows every peer on every port, so the other rules of this direction have no effect',
      '   15 |     - {}',
      '      |       ^',
      '2 policies checked: 1 error, 1 warning',
    ]);
  });

  for (const [title, stdin, argv, expected] of [
    ['0 without a finding', policy('  podSelector: {}\n'), [], 0],
    ['0 with warnings', OPEN, [], 0],
    ['1 with warnings and --fail-on warning', OPEN, ['--fail-on', 'warning'], 1],
    ['1 with an error', NAMED, [], 1],
    ['2 for invalid input', policy('  podSelectors: {}\n'), [], 2],
    ['2 for an unknown option', NAMED, ['--fail-on', 'note'], 2],
  ] as const) {
    it(`exits with ${title}`, async () => assert.equal((await hnsPolicy(['lint', '-f', '-', ...argv], { stdin })).status, expected));
  }

  it('follows docs/lint.schema.json with -o json (UPDATE_GOLDEN=1 writes it)', async () => {
    const current = z.toJSONSchema(lintSchema);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(published, `${JSON.stringify(current, undefined, 2)}\n`);
    assert.deepEqual(JSON.parse(readFileSync(published, 'utf8')), JSON.parse(JSON.stringify(current)));
    const { out } = await hnsPolicy(['lint', '-f', '-', '-o', 'json'], { stdin: OPEN });
    const { findings } = lintSchema.parse(JSON.parse(out));
    assert.deepEqual(
      findings.map(({ rule, severity, policy, path, file, line, column }) => [rule, severity, policy, path, file, line, column]),
      [['open-rule', 'warning', 'shop/open', 'spec.ingress[0]', 'stdin', 7, 7]],
    );
  });

  it('reports no control character of a file', async () => {
    const stdin = NAMED.replace('http }', '"h\\u001bp" }');
    const { out, err } = await hnsPolicy(['lint', '-f', '-'], { stdin });
    assert.ok(!(out + err).includes('\u001b'));
  });

  it('has a section for each rule in docs/lint.md', () => {
    const sections = [...readFileSync('docs/lint.md', 'utf8').matchAll(/^### (\S+)$/gm)].map(([, id]) => id!);
    assert.deepEqual(
      sections,
      RULES.map(({ id }) => id),
    );
  });

  it('finds no error in the examples', async () => {
    const { status, out } = await hnsPolicy(['lint', '-f', 'deploy/examples', '-o', 'json']);
    const { policies, findings } = lintSchema.parse(JSON.parse(out));
    assert.deepEqual({ status, findings }, { status: 0, findings: [] });
    assert.ok(policies >= 6, String(policies));
  });

  // `plan` judges these situations independently: it exits with 2 if Windows does not enforce a policy as it is written.
  it('finds errors only in the reported situations that plan rejects', async () => {
    const names = readdirSync(reported).filter(name => name.endsWith('.yaml'));
    let [errors, clean] = [0, 0];
    for (const name of names) {
      const isAlone = readFileSync(`${reported}${name}`, 'utf8').includes('# without the common cluster\n');
      const files = ['-f', ...(isAlone ? [] : [`${reported}base/cluster.yaml`, '-f']), `${reported}${name}`];
      const { status } = await hnsPolicy(['lint', ...files]);
      const { status: planned } = await hnsPolicy(['plan', ...files]);
      if (planned === 1) assert.equal(status, 2, name);
      else if (status === 1) {
        assert.equal(planned, 2, name);
        errors++;
      } else clean++;
    }
    assert.ok(errors >= 5 && clean >= 50, `${errors} with errors, ${clean} without`);
  });
});

describe('cli/lint: excerpts', () => {
  const lines = (text: string) => new SourceLines([{ name: 'f', bytes: Buffer.from(text), explicit: true }]);

  it('cuts a long line around the place', () => {
    const { text, column } = lines(`${'a'.repeat(500)}X${'b'.repeat(500)}`).excerpt('f', 1, 501)!;
    assert.equal(text.length, 100);
    assert.equal(text[column - 1], 'X');
  });

  it('replaces characters that would move the caret', () => {
    assert.deepEqual(lines('a\r\n\tb\u0007: é\r\n').excerpt('f', 2, 3), { text: ' b : é', column: 3 });
  });

  it('has none for a line or a file that does not exist', () => {
    assert.equal(lines('a\nb').excerpt('f', 3, 1), undefined);
    assert.equal(lines('a').excerpt('g', 1, 1), undefined);
  });
});
