/** Strict reading accepts the manifests that a real API server accepts. test/cli/plan-recorded.test.ts compares the messages. */
import assert from 'node:assert/strict';
import { readNetworkPolicy } from '../../../src/kube/read/policy.ts';
import { recordedCases } from '../../kube-server/recorded/recording.ts';

/** Accepted here and rejected by the recorded server. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  'the reader has the parsed document, not its text': ['port-80.0', 'duplicate-key'],
  'the file reader checks the apiVersion, and a manifest has no request': ['apiversion-wrong', 'namespace-mismatch'],
};

describe('kube/read on the recorded manifests', () => {
  const reasons = new Map(Object.entries(ACCEPTED).flatMap(([reason, names]) => names.map(name => [name, reason] as const)));
  let count = 0;
  for (const { name: full, request, status } of recordedCases('validation')) {
    const name = full.replace(/^networkpolicy-|-strict$/g, '');
    if (!full.endsWith('-strict') || ['not-json', 'empty'].includes(name)) continue;
    count++;
    const reason = reasons.get(name);
    it(`${status === 201 || reason ? 'accepts' : 'rejects'} ${name}${reason ? `: ${reason}` : ''}`, () => {
      const { value, issues } = readNetworkPolicy(JSON.parse(request.body!), { strict: true });
      assert.equal(value !== undefined, status === 201 || reason !== undefined, JSON.stringify(issues));
    });
  }

  it('covers all of them', () => {
    assert.equal(count, 104);
  });
});
