import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { connectSchema } from '../../../src/cli/connect/explanation-schema.ts';
import { hnsPolicy } from '../command-line.ts';

const published = new URL('../../../docs/connect.schema.json', import.meta.url);
const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}.yaml`, import.meta.url), 'utf8');

describe('cli/connect: -o json', () => {
  it('follows docs/connect.schema.json (UPDATE_GOLDEN=1 writes it)', () => {
    const current = z.toJSONSchema(connectSchema);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(published, `${JSON.stringify(current, undefined, 2)}\n`);
    // JSON drops the functions that zod adds to the object.
    assert.deepEqual(JSON.parse(readFileSync(published, 'utf8')), JSON.parse(JSON.stringify(current)));
  });

  it('has the verdict, both halves, and each suggestion as a JSON patch', async () => {
    const argv = ['connect', '-f', '-', 'demo/client', 'demo/server:81', '-o', 'json'];
    const { status, out } = await hnsPolicy(argv, { stdin: fixture('walkthrough-3-labelled') });
    assert.equal(status, 1);
    const { allowed, egress, ingress } = connectSchema.parse(JSON.parse(out)).connections[0]!;
    assert.deepEqual({ allowed, egress: egress.allowed, ingress: ingress.allowed }, { allowed: false, egress: true, ingress: false });
    assert.deepEqual(ingress.engine, { name: 'hns-policy-agent', node: 'akswin22000001' });
    assert.deepEqual(ingress.nearest, [
      { policy: 'demo/demo-policy', path: 'spec.ingress[0]', missing: [{ kind: 'port', message: 'it allows TCP 80, not TCP 81' }] },
    ]);
    const patch = [{ op: 'add', path: '/spec/ingress/0/ports/-', value: { protocol: 'TCP', port: 81 } }];
    assert.deepEqual(ingress.suggestions, [
      {
        text: 'If spec.ingress[0].ports of demo/demo-policy also had {"protocol":"TCP","port":81}, it would allow it.',
        changes: [{ kind: 'NetworkPolicy', namespace: 'demo', name: 'demo-policy', patch }],
      },
    ]);
  });
});
