import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hnsPolicy } from '../cli/command-line.ts';
import { DEPLOY } from './kustomize.ts';

describe('deploy: the example policies', () => {
  const folder = join(DEPLOY, 'examples');

  for (const file of readdirSync(folder)) {
    it(`${file}: Windows supports all of it`, async () => {
      // 2: a part is rejected. 1: invalid.
      const { status, err } = await hnsPolicy(['plan', '-f', join(folder, file)]);
      assert.equal(status, 0);
      assert.match(err, /^note: the input has no pod and no workload, so no node gets ACLs\. .* checked\n$/);
    });
  }

  it('an example that Windows rejects is detected', async () => {
    const stdin = `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p }, spec: { podSelector: {}, ingress: [{ ports: [{ port: http }] }] } }`;
    assert.equal((await hnsPolicy(['plan', '-f', '-'], { stdin })).status, 2);
  });
});
