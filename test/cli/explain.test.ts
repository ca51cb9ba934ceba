import assert from 'node:assert/strict';
import { explain } from '../../src/cli/connect/explain.ts';
import type { DecidedHalf, ExplainedHalf } from '../../src/cli/connect/explanation-schema.ts';

function explained(half: DecidedHalf, pod: string, address: string): ExplainedHalf {
  const none = { selectedBy: [], nearest: [], rejected: [], suggestions: [] };
  return { ...half, pods: [pod], address, engine: { name: 'hns-policy-agent' }, ...none };
}

function ingress(half: DecidedHalf): string {
  const egress = explained({ allowed: true, reason: 'not-isolated' }, 'demo/client', '10.0.0.1');
  const lines = explain({
    allowed: half.allowed,
    protocol: 'TCP',
    port: 80,
    egress,
    ingress: explained(half, 'demo/server', '10.0.0.2'),
  });
  return lines.find(line => line.startsWith('ingress'))!.replace('ingress to demo/server (10.0.0.2): ', '');
}

describe('cli/explain', () => {
  const theirs = { Id: 'their-allow', Action: 'Allow', Direction: 'In', Priority: 500 };
  const deny = { Id: '', Action: 'Block', Direction: 'In', Priority: 65500 };

  it('names a foreign ACL that allows what the policies deny', () => {
    assert.equal(
      ingress({ allowed: true, reason: 'not-granted', policies: ['demo/p'], acl: theirs }),
      'allowed, although no rule of demo/p allows it: a foreign ACL decides [ACL their-allow Allow In priority 500]',
    );
  });

  it('names a foreign ACL that blocks what the policies leave open', () => {
    assert.equal(
      ingress({ allowed: false, reason: 'not-isolated', acl: deny }),
      'blocked, although no policy isolates the pod for ingress: a foreign ACL decides [ACL Block In priority 65500]',
    );
    assert.equal(
      ingress({ allowed: false, reason: 'granted', policy: 'demo/p', path: 'spec.ingress[0]', acl: deny }),
      'blocked, although demo/p spec.ingress[0] allows it: a foreign ACL decides [ACL Block In priority 65500]',
    );
  });

  it('tells a foreign ACL from one of an earlier policy', () => {
    assert.equal(
      ingress({ allowed: false, reason: 'not-isolated', acl: { ...deny, Id: 'hns-policy-agent.default.1' } }),
      'blocked, although no policy isolates the pod for ingress: an ACL of the agent decides, so the endpoint is out of sync [ACL hns-policy-agent.default.1 Block In priority 65500]',
    );
  });

  it('a foreign ACL that agrees with the policies is only named', () => {
    assert.equal(
      ingress({ allowed: true, reason: 'not-isolated', acl: { ...theirs, Id: '', Priority: 65499 } }),
      'allowed, no policy isolates the pod for ingress [ACL Allow In priority 65499]',
    );
  });

  it('outside the pod network no policy decides', () => {
    assert.equal(ingress({ allowed: true, reason: 'no-pod' }), 'allowed, no policy is enforced for demo/server');
  });
});
