import assert from 'node:assert/strict';
import type { PodPolicy } from '../../../src/core/pod-policy.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { foreignAcls } from '../../../src/hns/foreign/foreign-acl.ts';
import { openNumbers, place } from '../../../src/hns/foreign/placement.ts';
import { grant, isolated, podPolicy } from '../acl/pod-policies.ts';
import { acl } from './acls.ts';

const SELF = '10.224.0.72';
const NODE = '10.224.0.4';
const WEB = podPolicy({ ingress: isolated(grant(['10.0.0.1'], { TCP: [80] })) });
const CLOSED = podPolicy({ ingress: isolated(), egress: isolated() });

/** Foreign ACLs that are in no conflict with any policy, at these priorities. */
const harmless = (direction: 'In' | 'Out', ...priorities: readonly number[]) =>
  priorities.map(priority => acl('Allow', direction, priority, { RemoteAddresses: direction === 'In' ? NODE : SELF }));
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

function numbersBeside(policy: PodPolicy, foreign: readonly EndpointPolicy[]) {
  const { numbers, conflicts } = place(policy, foreignAcls(foreign, [SELF]), { hasHostPair: false, allowEgressToNode: false, ipv6: false });
  assert.deepEqual(conflicts, []);
  return numbers;
}

describe('hns/foreign/placement', () => {
  it('the usual numbers where a foreign ACL of the other direction has them', () => {
    const foreign = [...harmless('Out', 300, 1000), ...harmless('In', 64_000)];
    assert.deepEqual(numbersBeside(WEB, foreign).In, { always: 300, granted: 1000, last: 65_000 });
    assert.equal(numbersBeside(WEB, foreign).Out.last, 65_000);
  });

  it('the next free number where a foreign ACL of the direction has it', () => {
    const { In, Out } = numbersBeside(WEB, [...harmless('In', 300, 301, 1000, 65_000), ...harmless('Out', 65_001)]);
    assert.deepEqual(In, { always: 302, granted: 1001, last: 65_001 });
    assert.equal(Out.last, 65_000);
  });

  it('the catch-all ACL moves up to 65500, and then below 65000', () => {
    assert.equal(numbersBeside(WEB, harmless('In', ...range(65_000, 65_499))).In.last, 65_500);
    assert.equal(numbersBeside(WEB, harmless('In', ...range(65_000, 65_500))).In.last, 64_999);
    assert.equal(numbersBeside(CLOSED, harmless('In', ...range(65_000, 65_500))).In.last, 64_999);
    assert.equal(numbersBeside(WEB, harmless('Out', ...range(65_000, 65_500))).Out.last, 64_999);
  });

  it('two free numbers are needed for grants, and one for an open direction', () => {
    const all = range(1000, 65_499);
    assert.throws(() => numbersBeside(WEB, harmless('In', ...all)), RangeError);
    assert.equal(openNumbers(harmless('Out', ...range(1, 65_499))).Out.last, 65_500);
    assert.equal(openNumbers(harmless('Out', ...range(1, 65_500))).Out.last, undefined);
  });

  it('a priority as text counts', () => {
    const foreign = [acl('Block', 'Out', 65_000, { Priority: '65000', RemoteAddresses: '192.0.2.1' })];
    assert.equal(numbersBeside(CLOSED, foreign).Out.last, 65_001);
  });

  it('an ACL without a readable direction counts for both', () => {
    const { In, Out } = numbersBeside(CLOSED, [acl('Allow', 'In', 300, { Direction: 1, RemoteAddresses: SELF })]);
    assert.deepEqual([In.always, Out.always], [301, 301]);
  });

  it('a Host ACL without a priority, and policies that are no ACLs, take no number', () => {
    const { In, Out } = numbersBeside(CLOSED, [
      { Type: 'OutBoundNAT', Settings: { Direction: 'Out', Priority: 300 } },
      acl('Allow', 'In', 0, { RuleType: 'Host' }),
      { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'In', RuleType: 'Host' } },
    ]);
    assert.deepEqual([In.always, In.last, Out.always, Out.last], [300, 65_000, 300, 65_000]);
  });

  it('the priority of a tier, or of an ACL without settings, takes no number', () => {
    const foreign: readonly EndpointPolicy[] = [
      { Type: 'TierAcl', Settings: { Direction: 'In', Priority: 300 } },
      { Type: 'ACL', Settings: null },
      { Type: 'ACL' },
    ];
    const { numbers } = place(CLOSED, foreignAcls(foreign, [SELF]), { hasHostPair: false, allowEgressToNode: false, ipv6: false });
    assert.deepEqual([numbers.In.always, numbers.In.last, numbers.Out.always, numbers.Out.last], [300, 65_000, 300, 65_000]);
  });
});
