import assert from 'node:assert/strict';
import { lower } from '../../../src/hns/acl/lower.ts';
import { parseJson } from '../../../src/hns/document/json.ts';
import type { AclPolicy, EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { diff, isOurs } from '../../../src/hns/endpoint/diff.ts';
import { grant, isolated, pod, podPolicy } from '../acl/pod-policies.ts';

const DESIRED = lower(
  podPolicy({
    ingress: isolated(grant(['10.0.0.1', '10.0.0.8/29'], { TCP: [80, [8000, 8080]] }), grant(['10.0.0.1'], { UDP: 'any' })),
    egress: isolated(grant('any', { UDP: [53] })),
  }),
  { networkType: 'L2Bridge' },
).value;
const NAT: EndpointPolicy = { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.0.0.0/8'] } };
const CNI: EndpointPolicy = {
  Settings: { Direction: 'In', Action: 'Block', Priority: 65500, Id: 'azure-acl-x' },
  Type: 'ACL',
  Extra: true,
};

/** The desired list with changed settings of one ACL, as if HNS or another program had changed it. */
function withChange(index: number, change: (settings: Record<string, unknown>) => Record<string, unknown>): EndpointPolicy[] {
  return DESIRED.map((policy, i) => (i === index ? { ...policy, Settings: change(policy.Settings) } : policy));
}
const LISTED = DESIRED.findIndex(({ Settings }) => Settings.LocalPorts !== undefined);
const HOST = DESIRED.findIndex(({ Settings }) => Settings.RuleType === 'Host');

describe('hns/diff', () => {
  it('in sync if the desired ACLs are there, in any order and among foreign policies', () => {
    assert.equal(diff([], []), undefined);
    assert.equal(diff([NAT, CNI], []), undefined);
    assert.equal(diff([NAT, ...DESIRED, CNI], DESIRED), undefined);
    assert.equal(diff([...DESIRED].reverse(), DESIRED), undefined);
  });

  const renamed = (policies: readonly AclPolicy[]): EndpointPolicy[] =>
    policies.map(policy => ({
      ...policy,
      Settings: { ...policy.Settings, Id: `hns-policy-agent.renamed.${policy.Settings.Id.slice(-16)}` },
    }));

  it('a different Id of the agent on the same content is not a difference', () => {
    assert.equal(diff([NAT, ...renamed(DESIRED)], DESIRED), undefined);
    assert.equal(diff([NAT, ...renamed(DESIRED.slice(0, 3)), ...DESIRED.slice(3)].reverse(), DESIRED), undefined);
    const normalised = renamed(DESIRED).map(policy => ({
      ...policy,
      Settings: { ...(policy.Settings as object), Extra: '', LocalAddresses: '' },
    }));
    assert.equal(diff(normalised, DESIRED), undefined);
  });

  it('content counts: a matching Id does not hide a difference', () => {
    const [first, second, ...rest] = DESIRED;
    assert.deepEqual(diff([first!, ...renamed([first!]), ...rest], DESIRED), [...DESIRED]);
    assert.deepEqual(diff([...DESIRED, ...renamed([first!])], DESIRED), [...DESIRED]);
    const swapped = [
      { ...first!, Settings: { ...second!.Settings, Id: first!.Settings.Id } },
      { ...second!, Settings: { ...first!.Settings, Id: second!.Settings.Id } },
    ];
    assert.equal(diff([...swapped, ...rest], DESIRED), undefined);
  });

  it('an unreadable ACL of the agent is a difference', () => {
    const unreadable = withChange(LISTED, settings => ({ ...settings, LocalPorts: { from: 80 } }));
    assert.deepEqual(diff(unreadable, DESIRED), [...DESIRED]);
  });

  it("the new list is complete: the foreign policies unchanged and in order, then the agent's ACLs", () => {
    assert.deepEqual(diff([CNI, NAT], DESIRED), [CNI, NAT, ...DESIRED]);
    assert.deepEqual(diff([...DESIRED.slice(1), CNI, NAT], DESIRED), [CNI, NAT, ...DESIRED]);
    assert.deepEqual(diff([CNI, ...DESIRED, NAT], []), [CNI, NAT]);
  });

  it('foreign policies are sent back byte for byte, with any content', () => {
    const text = '[{"Settings":{"Version":18446744073709551615,"x":1.0,"Id":null},"Type":"ACL","Unknown":[]},{"Type":"PortMapping"}]';
    assert.equal(JSON.stringify(diff([...(parseJson(text) as EndpointPolicy[]), ...DESIRED], [])), text);
  });

  it("an empty list clears an endpoint that had only the agent's ACLs", () => {
    assert.deepEqual(diff(DESIRED, []), []);
  });

  it('a missing, additional or duplicate ACL of the agent is drift', () => {
    const whole = [NAT, ...DESIRED];
    assert.deepEqual(diff([NAT, ...DESIRED.slice(0, -1)], DESIRED), whole);
    assert.deepEqual(diff([NAT, ...DESIRED, DESIRED[0]!], DESIRED), whole);
    assert.deepEqual(diff([NAT, ...DESIRED, { Type: 'ACL', Settings: { Id: 'hns-policy-agent.old' } }], DESIRED), whole);
    assert.deepEqual(diff([NAT, ...DESIRED], DESIRED.slice(1)), [NAT, ...DESIRED.slice(1)]);
  });

  const edits: readonly (readonly [string, Record<string, unknown>])[] = [
    ['another action', { Action: 'Block' }],
    ['another direction', { Direction: 'Out' }],
    ['another rule type', { RuleType: 'Host' }],
    ['another priority', { Priority: 999 }],
    ['no priority', { Priority: undefined }],
    ['another protocol', { Protocols: '17' }],
    ['any protocol', { Protocols: '' }],
    ['anyone', { RemoteAddresses: '' }],
    ['one address more', { RemoteAddresses: '10.0.0.1,10.0.0.8/29,10.9.9.9' }],
    ['one address less', { RemoteAddresses: '10.0.0.1' }],
    ['an invalid address', { RemoteAddresses: '10.0.0.1,10.0.0.8/29,some-set' }],
    ['a local address', { LocalAddresses: '10.0.0.1' }],
    ['other ports', { LocalPorts: '80' }],
    ['every port', { LocalPorts: undefined }],
    ['invalid ports', { LocalPorts: '80,8000-' }],
    ['remote ports', { RemotePorts: '80' }],
    ['a list that is not text', { RemoteAddresses: ['10.0.0.1', '10.0.0.8/29'] }],
  ];
  for (const [what, edit] of edits) {
    it(`an edit from outside that keeps the Id is drift: ${what}`, () => {
      assert.deepEqual(diff([CNI, ...withChange(LISTED, settings => ({ ...settings, ...edit }))], DESIRED), [CNI, ...DESIRED]);
    });
  }

  const spellings: readonly (readonly [string, number, (settings: Record<string, unknown>) => Record<string, unknown>])[] = [
    ['fields that HNS adds', LISTED, settings => ({ ...settings, Scope: 0, ServiceName: '' })],
    ['empty for absent', LISTED, settings => ({ LocalAddresses: '', RemotePorts: '', ...settings })],
    ['null for absent', LISTED, settings => ({ LocalAddresses: null, RemotePorts: null, ...settings })],
    ['a priority as text', LISTED, settings => ({ ...settings, Priority: String(settings.Priority) })],
    ['a priority as 1000.0', LISTED, settings => ({ ...settings, Priority: parseJson('1000.0') })],
    ['a protocol as number', LISTED, settings => ({ ...settings, Protocols: 6 })],
    ['other order, blanks, single addresses as /32', LISTED, settings => ({ ...settings, RemoteAddresses: '10.0.0.8/29, 10.0.0.1/32' })],
    ['a single port as a range, other order', LISTED, settings => ({ ...settings, LocalPorts: '8000-8080,80-80' })],
    ['256 for any protocol', DESIRED.length - 2, settings => ({ ...settings, Protocols: '256' })],
    ['priority 0 for a Host rule', HOST, settings => ({ ...settings, Priority: 0, Protocols: 256 })],
    ['a rule type left out, which means Switch', LISTED, ({ RuleType: _, ...settings }) => settings],
    ['keys in another order', LISTED, settings => Object.fromEntries(Object.entries(settings).reverse())],
  ];
  for (const [what, index, spelling] of spellings) {
    it(`another spelling with the same meaning is not drift: ${what}`, () => {
      const actual = withChange(index, spelling);
      assert.notEqual(JSON.stringify(actual), JSON.stringify(DESIRED));
      assert.equal(diff(actual, DESIRED), undefined);
    });
  }

  describe('of IPv6', () => {
    const place = { pod: pod(['10.0.0.2', 'fd00::2']), nodeAddresses: [] };
    const desired = lower(podPolicy({ ...place, ingress: isolated(grant(['fd00::1', 'fd00:1::/64'], { TCP: [80] })) }), {
      ipv6: true,
    }).value;
    const at = desired.findIndex(({ Settings }) => Settings.Protocols === '6');
    const held = (RemoteAddresses: string): EndpointPolicy[] =>
      desired.map((policy, index) => (index === at ? { ...policy, Settings: { ...policy.Settings, RemoteAddresses } } : policy));

    for (const spelling of ['fd00:1::/64,fd00::1', 'FD00:0:0::1/128, fd00:1:0:0:0::/64', 'fd00::0.0.0.1,fd00:1::5/64']) {
      it(`another spelling with the same meaning is not drift: ${spelling}`, () => assert.equal(diff(held(spelling), desired), undefined));
    }
    for (const other of ['fd00::1,fd00:1::/63', 'fd00::1', 'fd00::1/127,fd00:1::/64', 'fd00::1,fd00:1::/64,::/0', '']) {
      it(`other addresses are drift: "${other}"`, () => assert.deepEqual(diff(held(other), desired), [...desired]));
    }
  });

  it('a Host rule without its rule type is drift, because it would be a Switch rule that allows any peer', () => {
    const actual = withChange(HOST, ({ RuleType: _, ...settings }) => settings);
    assert.deepEqual(diff(actual, DESIRED), [...DESIRED]);
  });

  it('two halves of IPv4 do not equal 0.0.0.0/0, which HNS reads differently', () => {
    const [, , halves] = lower(podPolicy({ ingress: isolated(grant(['0.0.0.0/0'], 'any')) })).value as [AclPolicy, AclPolicy, AclPolicy];
    assert.equal(halves.Settings.RemoteAddresses, '0.0.0.0/1,128.0.0.0/1');
    assert.deepEqual(diff([{ Type: 'ACL', Settings: { ...halves.Settings, RemoteAddresses: '0.0.0.0/0' } }], [halves]), [halves]);
  });

  it("only the prefix of its Id makes a policy the agent's", () => {
    assert.ok(DESIRED.every(isOurs));
    for (const settings of [
      undefined,
      null,
      'x',
      {},
      { Id: 5 },
      { Id: 'hns-policy-agent' },
      { Id: 'x.hns-policy-agent.y' },
      { ID: 'hns-policy-agent.x' },
    ]) {
      assert.equal(isOurs({ Type: 'ACL', Settings: settings }), false);
    }
    assert.equal(isOurs({ Type: 'TierAcl', Settings: { Id: 'hns-policy-agent.x' } }), false);
  });
});
