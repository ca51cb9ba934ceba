import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { planSchema } from '../../src/cli/plan/plan-schema.ts';

const published = new URL('../../docs/plan.schema.json', import.meta.url);

describe('cli/plan-schema', () => {
  it('is what docs/plan.schema.json publishes (UPDATE_GOLDEN=1 writes it)', () => {
    const current = z.toJSONSchema(planSchema);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(published, `${JSON.stringify(current, undefined, 2)}\n`);
    // JSON drops the functions that zod adds to the object.
    assert.deepEqual(JSON.parse(readFileSync(published, 'utf8')), JSON.parse(JSON.stringify(current)));
  });

  const issue = { severity: 'error', code: 'unsupported-sctp', policy: 'a/b', path: 'spec', message: 'no' };
  const endpoint = { namespace: 'a', pod: 'b', ipAddresses: ['10.0.0.1'], isolated: { ingress: true, egress: false }, policies: [] };

  it('accepts the documented form', () => {
    planSchema.parse({ nodes: [{ node: 'win1', endpoints: [endpoint] }], issues: [issue] });
    planSchema.parse({ nodes: [], issues: [] });
  });

  for (const [title, document] of [
    ['a missing list', { nodes: [] }],
    ['an unknown key', { nodes: [], issues: [], version: 1 }],
    ['an endpoint without address', { nodes: [{ node: 'n', endpoints: [{ ...endpoint, ipAddresses: [] }] }], issues: [] }],
    ['an unknown code', { nodes: [], issues: [{ ...issue, code: 'unsupported-icmp' }] }],
    ['a policy that is not an ACL', { nodes: [{ node: 'n', endpoints: [{ ...endpoint, policies: [{ Type: 'NAT' }] }] }], issues: [] }],
  ] as const) {
    it(`rejects ${title}`, () => {
      assert.equal(planSchema.safeParse(document).success, false);
    });
  }
});
