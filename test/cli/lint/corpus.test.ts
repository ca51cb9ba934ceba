/** Policies of the shapes that charts and clusters have. The head of each file names every finding, and the near misses of a rule. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RULES } from '../../../src/cli/lint/lint-policies.ts';
import { lintSchema } from '../../../src/cli/lint/lint-schema.ts';
import { hnsPolicy } from '../command-line.ts';

const folder = new URL('corpus/', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, folder));
const names = readdirSync(folder).filter(name => name.endsWith('.yaml'));

interface Facts {
  readonly findings: readonly string[];
  /** `rule policy` */
  readonly nearMisses: readonly string[];
}

function factsOf(name: string): Facts {
  const lines = readFileSync(path(name), 'utf8').split('\n');
  const after = (start: string): string[] => lines.flatMap(line => (line.startsWith(start) ? line.slice(start.length) : []));
  return { findings: after('# finding: '), nearMisses: after('# near miss: ') };
}

describe('cli/lint: the corpus', () => {
  let policies = 0;

  for (const name of names) {
    it(`${name}: ${readFileSync(path(name), 'utf8').split('\n')[0]!.slice(2)}`, async () => {
      const { out, err } = await hnsPolicy(['lint', '-f', path('base/cluster.yaml'), '-f', path(name), '-o', 'json']);
      assert.equal(err, '');
      const document = lintSchema.parse(JSON.parse(out));
      policies += document.policies;
      const { findings, nearMisses } = factsOf(name);
      assert.deepEqual(document.findings.map(({ rule, policy, path: at }) => `${rule} ${policy} ${at}`).sort(), [...findings].sort());
      for (const nearMiss of nearMisses) assert.ok(!document.findings.some(({ rule, policy }) => `${rule} ${policy}` === nearMiss));
    });
  }

  it('has at least 60 policies, and two findings and two near misses of each rule', () => {
    assert.ok(policies >= 60, String(policies));
    const facts = names.map(factsOf);
    for (const { id } of RULES) {
      const count = (lines: readonly string[]): number => lines.filter(line => line.startsWith(`${id} `)).length;
      assert.ok(count(facts.flatMap(({ findings }) => findings)) >= 2, `findings of ${id}`);
      assert.ok(count(facts.flatMap(({ nearMisses }) => nearMisses)) >= 2, `near misses of ${id}`);
    }
  });
});
