import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { RULES } from '../../../src/cli/lint/lint-policies.ts';
import { hnsPolicy } from '../command-line.ts';

/** Published by OASIS with SARIF 2.1.0, in draft 4. Its keywords mean the same in draft 7, which ajv has. */
const { $schema: _, id, ...schema } = JSON.parse(readFileSync(new URL('sarif-2.1.0.schema.json', import.meta.url), 'utf8'));
const corpus = fileURLToPath(new URL('corpus', import.meta.url));

describe('cli/lint: -o sarif', () => {
  it('is checked against the schema of OASIS', () => assert.match(id, /sarif-2\.1\.0-rtm\.5\.json$/));

  it('follows the schema of SARIF 2.1.0 for the whole corpus', async () => {
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    formats.default(ajv);
    const validate = ajv.compile<unknown>(schema);
    const files = readdirSync(corpus).filter(name => name.endsWith('.yaml'));
    for (const name of files) {
      const { out } = await hnsPolicy(['lint', '-f', `${corpus}/${name}`, '-o', 'sarif']);
      assert.ok(validate(JSON.parse(out)), `${name}: ${JSON.stringify(validate.errors)}`);
      for (const { ruleId, ruleIndex } of JSON.parse(out).runs[0].results) assert.equal(RULES[ruleIndex]?.id, ruleId);
    }
    assert.ok(!validate({ version: '2.1.0', runs: [{}] }));
  });

  it('has the rule, the place and the excerpt of a finding', async () => {
    const stdin = [
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata: { name: p, namespace: shop }',
      'spec:',
      '  podSelector: {}',
      '  ingress:',
      '    - ports: [{ port: http }]',
    ].join('\n');
    const { status, out } = await hnsPolicy(['lint', '-f', '-', '-o', 'sarif'], { stdin });
    assert.equal(status, 1);
    const { version, runs } = JSON.parse(out);
    const { results, tool } = runs[0];
    assert.equal(version, '2.1.0');
    assert.equal(results.length, 1);
    assert.equal(tool.driver.rules[results[0].ruleIndex].id, 'unsupported-named-port');
    assert.equal(results[0].level, 'error');
    assert.deepEqual(results[0].locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'stdin' },
          region: { startLine: 7, startColumn: 17, snippet: { text: '    - ports: [{ port: http }]' } },
        },
        logicalLocations: [{ fullyQualifiedName: 'NetworkPolicy shop/p spec.ingress[0].ports[0].port' }],
      },
    ]);
  });
});
