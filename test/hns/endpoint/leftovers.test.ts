import assert from 'node:assert/strict';
import { parseJson } from '../../../src/hns/document/json.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { onlyBlock, ownershipOf } from '../../../src/hns/endpoint/diff.ts';
import { ENGINES, leftovers } from '../../../src/hns/endpoint/leftovers.ts';
import { foreignAcls } from '../../../src/hns/foreign/foreign-acl.ts';
import { place } from '../../../src/hns/foreign/placement.ts';
import { grant, isolated, podPolicy } from '../acl/pod-policies.ts';

const acl = (Settings: Readonly<Record<string, unknown>>): EndpointPolicy => ({ Type: 'ACL', Settings });
const NAT: EndpointPolicy = { Type: 'OutBoundNAT', Settings: { Id: 'azure-acl-x-y' } };
const OURS = acl({ Id: 'hns-policy-agent.demo.p.0123456789abcdef', Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 65000 });
const WIRE_SERVER = acl({
  Action: 'Block',
  Direction: 'Out',
  Protocols: '6',
  RemoteAddresses: '168.63.129.16/32',
  RemotePorts: '80',
  Priority: 200,
});

const NPM = ['azure-acl-demo-p', 'azure-acl-base-line', 'azure-acl-baseallowinswitch-x'].map(Id =>
  acl({ Id, Action: 'Allow', Direction: 'In', Priority: 222 }),
);
const NPM_BASE = ['wireserver', 'allowinswitch', 'allowoutswitch', 'allowinhost', 'allowouthost'].map(name =>
  acl({
    Id: name === 'wireserver' ? 'azure-acl-baseazurewireserver' : `azure-acl-base${name}`,
    Action: 'Block',
    Direction: 'Out',
    Priority: 200,
  }),
);

/** The ACLs that Felix writes for a pod with one ingress policy (docs/reference/calico-windows.md §1.2–§1.5). */
const FELIX = {
  node: acl({
    Id: 'allow-host-to-endpoint',
    Action: 'Allow',
    Direction: 'In',
    RuleType: 'Switch',
    Protocols: '256',
    Priority: 900,
    RemoteAddresses: '10.224.0.4/32',
  }),
  rule: acl({
    Id: 'policy-NetworkPolicy/demo/knp.default.p-wv-dUq8E_hvZQ3bT-0',
    Action: 'Allow',
    Direction: 'In',
    RuleType: 'Switch',
    Protocols: '6',
    LocalPorts: '80',
    RemoteAddresses: '10.224.9.5',
    Priority: 1000,
  }),
  endIn: acl({ Action: 'Block', Direction: 'In', RuleType: 'Switch', Protocols: '256', Priority: 1001 }),
  profile: acl({
    Id: 'profile-kns.demo-Lm9FvTz0y2B8aQ_1-0',
    Action: 'Allow',
    Direction: 'Out',
    RuleType: 'Switch',
    Protocols: '256',
    Priority: 1000,
  }),
  endOut: acl({ Action: 'Block', Direction: 'Out', RuleType: 'Switch', Protocols: '256', Priority: 1001 }),
  hostIn: acl({ Action: 'Allow', Direction: 'In', RuleType: 'Host', Protocols: '256' }),
  hostOut: acl({ Action: 'Allow', Direction: 'Out', RuleType: 'Host', Protocols: '256', Priority: 0 }),
};
const STATIC = acl({
  Id: 'AzureStatic-block-wire-server',
  Action: 'Block',
  Direction: 'Out',
  RuleType: 'Switch',
  Protocols: '6',
  RemoteAddresses: '168.63.129.16/32',
  RemotePorts: '80',
  Priority: 1000,
});

const left = (policies: readonly EndpointPolicy[], ...engines: readonly (typeof ENGINES)[number][]) =>
  Object.fromEntries(leftovers(policies, engines));

describe('hns/leftovers', () => {
  it("are not recognised without a takeover, nor on an endpoint with only foreign policies and the agent's", () => {
    assert.deepEqual(left([...NPM, ...Object.values(FELIX)]), {});
    assert.deepEqual(left([NAT, WIRE_SERVER, OURS], ...ENGINES), {});
  });

  it('of Azure NPM: ACLs with its Id prefix, except those that implement no NetworkPolicy', () => {
    assert.deepEqual(left([NAT, OURS, ...NPM, WIRE_SERVER, ...NPM_BASE], 'azure-npm'), { 'azure-npm': NPM });
    assert.deepEqual(left(NPM, 'calico'), {});
  });

  it('of Calico: rules by the form of their Ids, and rules without an Id next to them by their fields', () => {
    const all = Object.values(FELIX);
    assert.deepEqual(left([NAT, ...all, STATIC], 'calico'), { calico: all });
    assert.deepEqual(left(all, 'azure-npm'), {});
  });

  it('in any spelling that HNS may return', () => {
    const settings =
      '{"Action":"Block","Direction":"In","RuleType":"Switch","Protocols":"","Priority":1001.0,"LocalAddresses":"","Scope":0}';
    const all = [
      FELIX.rule,
      acl(parseJson(settings) as Record<string, unknown>),
      acl({ Action: 'Allow', Direction: 'In', RuleType: 'Host', Priority: '0' }),
    ];
    assert.deepEqual(left(all, 'calico'), { calico: all });
  });

  it('of Calico: no rule without an Id unless others have Felix’s Ids', () => {
    const { node: _node, rule: _rule, profile: _profile, ...nameless } = FELIX;
    assert.deepEqual(left([...Object.values(nameless), STATIC], 'calico'), {});
  });

  for (const [what, other] of [
    ['another Id', { ...(FELIX.endIn.Settings as object), Id: 'mine' }],
    ['a condition', { ...(FELIX.endIn.Settings as object), RemoteAddresses: '192.0.2.1' }],
    ['a protocol', { ...(FELIX.endIn.Settings as object), Protocols: '6' }],
    ['a port', { ...(FELIX.endIn.Settings as object), LocalPorts: '80' }],
    ['another action', { ...(FELIX.endIn.Settings as object), Action: 'Allow' }],
    ['a priority ahead of Felix’s own rules', { ...(FELIX.endIn.Settings as object), Priority: 1000 }],
    ['the priority of the CNI plugin’s default', { ...(FELIX.endIn.Settings as object), Priority: 65500 }],
    ['no rule type', { Action: 'Block', Direction: 'In', Protocols: '256', Priority: 1001 }],
    ['a block for the host', { ...(FELIX.hostIn.Settings as object), Action: 'Block' }],
    ['an Id that only starts like Felix’s', { Action: 'Allow', Direction: 'In', Id: 'policy-of-the-house' }],
  ] as const) {
    it(`of Calico: not a rule with ${what}`, () => {
      const mine = acl(other);
      assert.deepEqual(left([FELIX.rule, mine], 'calico'), { calico: [FELIX.rule] });
    });
  }

  it('of both engines, each with its own ACLs', () => {
    assert.deepEqual(left([...NPM, ...Object.values(FELIX)], ...ENGINES), { 'azure-npm': NPM, calico: Object.values(FELIX) });
  });

  it('are neither the agent’s nor foreign, and foreign policies keep their order', () => {
    const { ours, foreign } = ownershipOf([NAT, ...NPM, OURS, ...Object.values(FELIX), STATIC, WIRE_SERVER], ENGINES);
    assert.deepEqual([ours, foreign], [[OURS], [NAT, STATIC, WIRE_SERVER]]);
  });

  it('do not occupy priorities, because the same Update removes them', () => {
    const Policies = [...NPM, ...Object.values(FELIX), STATIC];
    const both = podPolicy({ ingress: isolated(grant(['10.0.0.1'], 'any')), egress: isolated(grant(['10.0.0.1'], 'any')) });
    const foreign = foreignAcls(ownershipOf(Policies, ENGINES).foreign, []);
    const { In, Out } = place(both, foreign, { hasHostPair: false, allowEgressToNode: false, ipv6: false }).numbers;
    assert.deepEqual([In, Out.granted], [{ always: 300, granted: 1000, last: 65000 }, 1001]);
    assert.deepEqual(ownershipOf(Policies, []).foreign, Policies);
  });

  it('foreign ACLs only block if all of them are Blocks ahead of the catch-all ACL', () => {
    assert.equal(onlyBlock([NAT, WIRE_SERVER, STATIC]), true);
    assert.equal(onlyBlock([NAT]), false);
    assert.equal(onlyBlock([WIRE_SERVER, acl({ Action: 'Allow', Direction: 'In', RemoteAddresses: '192.0.2.1', Priority: 100 })]), false);
    assert.equal(onlyBlock([acl({ Action: 'Block', Direction: 'In', Priority: 65500 })]), false);
    assert.equal(onlyBlock([acl({ Action: 'Block', Direction: 'In' })]), false);
  });
});
