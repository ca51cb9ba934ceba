import assert from 'node:assert/strict';
import type { PodPolicy } from '../../../src/core/pod-policy.ts';
import { type LowerOptions, lower } from '../../../src/hns/acl/lower.ts';
import { aclPolicySchema } from '../../../src/hns/document/acl-schema.ts';
import { grant, isolated, pod, podPolicy } from './pod-policies.ts';

/** `In 1000 Allow 6 :80 10.0.0.1`: direction, priority, action, protocol, ports, peers; `*` for a field that is absent. */
function table(policy: PodPolicy, options?: LowerOptions): string[] {
  return lower(policy, options).value.map(({ Settings: acl }) => {
    const ports = acl.Direction === 'In' ? acl.LocalPorts : acl.RemotePorts;
    return `${acl.Direction} ${acl.Priority ?? acl.RuleType} ${acl.Action} ${acl.Protocols ?? '*'} :${ports ?? '*'} ${acl.RemoteAddresses ?? '*'}`;
  });
}

const INGRESS = podPolicy({ ingress: isolated(grant(['10.0.0.1'], { TCP: [80] })) });

describe('hns/lower', () => {
  it('a pod that no policy isolates gets nothing, whatever its network', () => {
    assert.deepEqual(lower(podPolicy({ pod: pod(['10.0.0.1', 'fd00::1']) }), { networkType: 'L2Bridge' }), { value: [], issues: [] });
  });

  it('an isolated direction: the own node and the pod itself, the grants, then Block; the open one: Allow alone', () => {
    assert.deepEqual(table(INGRESS), [
      'In 300 Allow * :* 10.224.0.4',
      'In 300 Allow * :* 10.224.0.72',
      'In 1000 Allow 6 :80 10.0.0.1',
      'In 65000 Block * :* *',
      'Out 65000 Allow * :* *',
    ]);
  });

  it('egress: the pod itself, and its own node only by option', () => {
    const policy = podPolicy({ egress: isolated(grant(['10.0.0.1'], { UDP: [53] })) });
    const rest = ['Out 300 Allow * :* 10.224.0.72', 'Out 1000 Allow 17 :53 10.0.0.1', 'Out 65000 Block * :* *'];
    assert.deepEqual(table(policy), ['In 65000 Allow * :* *', ...rest]);
    assert.deepEqual(table(policy, { allowEgressToNode: true }), ['In 65000 Allow * :* *', 'Out 300 Allow * :* 10.224.0.4', ...rest]);
  });

  it('isolated without a grant: closed but for what no policy can shut out', () => {
    assert.deepEqual(table(podPolicy({ ingress: isolated(), egress: isolated() })), [
      'In 300 Allow * :* 10.224.0.4',
      'In 300 Allow * :* 10.224.0.72',
      'In 65000 Block * :* *',
      'Out 300 Allow * :* 10.224.0.72',
      'Out 65000 Block * :* *',
    ]);
  });

  it('a node or pod without an IPv4 address makes no ACL: one without addresses would let everyone in', () => {
    const none = podPolicy({ pod: pod([]), nodeAddresses: ['fd00::4'], ingress: isolated() });
    assert.deepEqual(table(none, { allowEgressToNode: true }), ['In 65000 Block * :* *', 'Out 65000 Allow * :* *']);
  });

  it('the documents are in HNS spelling, key by key: peers Remote in both directions, destination ports Local when In and Remote when Out', () => {
    const both = podPolicy({
      nodeAddresses: [],
      pod: pod([]),
      ingress: isolated(grant(['10.0.0.0/30'], { TCP: [80, [8000, 8080]] }, 'demo/web')),
      egress: isolated(grant('any', { UDP: [53] }, 'demo/a'), grant(['10.0.0.1'], 'any', 'demo/b')),
    });
    const expected = [
      '{"Id":"hns-policy-agent.demo.web.d0082e8dd8b50385","Protocols":"6","Action":"Allow","Direction":"In","RemoteAddresses":"10.0.0.0/30","LocalPorts":"80,8000-8080","RuleType":"Switch","Priority":1000}',
      '{"Id":"hns-policy-agent.default.2a9dbc8351df10e2","Action":"Block","Direction":"In","RuleType":"Switch","Priority":65000}',
      '{"Id":"hns-policy-agent.demo.b.0ec92275cc7f9237","Action":"Allow","Direction":"Out","RemoteAddresses":"10.0.0.1","RuleType":"Switch","Priority":1000}',
      '{"Id":"hns-policy-agent.demo.a.f04a1160a1cdb195","Protocols":"17","Action":"Allow","Direction":"Out","RemotePorts":"53","RuleType":"Switch","Priority":1000}',
      '{"Id":"hns-policy-agent.default.0c2b0ba5fe44b79f","Action":"Block","Direction":"Out","RuleType":"Switch","Priority":65000}',
    ];
    assert.deepEqual(
      lower(both).value.map(({ Type, Settings }) => `${Type} ${JSON.stringify(Settings)}`),
      expected.map(settings => `ACL ${settings}`),
    );
  });

  it('every ACL passes the strict schema of what may be sent', () => {
    const policy = podPolicy({
      ingress: isolated(grant('any', { TCP: 'any', UDP: [1] }), grant(['0.0.0.0/0'], 'any')),
      egress: isolated(grant(['10.0.0.0/8'], { TCP: [[1, 65535]] })),
    });
    for (const acl of lower(policy, { networkType: 'L2Bridge', allowEgressToNode: true }).value)
      assert.deepEqual(aclPolicySchema.parse(acl), acl);
  });

  it('an L2Bridge network, in whatever case, gets a pair of Host rules without priority; others none', () => {
    for (const networkType of ['L2Bridge', 'l2bridge', 'L2BRIDGE']) {
      assert.deepEqual(
        table(INGRESS, { networkType }).filter(line => line.includes('Host')),
        ['In Host Allow * :* *', 'Out Host Allow * :* *'],
      );
    }
    for (const networkType of ['Overlay', 'L2Tunnel', 'NAT']) assert.deepEqual(table(INGRESS, { networkType }), table(INGRESS));
  });

  it('our priorities move up where an ACL of others in the same direction holds the number', () => {
    const taken = { In: new Set([300, 301, 1000, 65000]), Out: new Set([65001]) };
    assert.deepEqual(table(INGRESS, { taken }), [
      'In 302 Allow * :* 10.224.0.4',
      'In 302 Allow * :* 10.224.0.72',
      'In 1001 Allow 6 :80 10.0.0.1',
      'In 65001 Block * :* *',
      'Out 65000 Allow * :* *',
    ]);
  });

  it('the order is kept or nothing is written: others that hold every priority are an error', () => {
    const range = (first: number, last: number) => new Set(Array.from({ length: last - first + 1 }, (_, i) => first + i));
    assert.throws(() => lower(INGRESS, { taken: { In: range(1000, 65500), Out: new Set() } }), RangeError);
    assert.throws(() => lower(INGRESS, { taken: { In: range(1000, 65499), Out: new Set() } }), RangeError);
    assert.ok(table(INGRESS, { taken: { In: range(65000, 65500), Out: new Set() } }).includes('In 64999 Block * :* *'));
    assert.ok(table(INGRESS, { taken: { In: range(65000, 65499), Out: new Set() } }).includes('In 65500 Block * :* *'));
  });

  it('long lists are split into several ACLs, the product of both where addresses and ports are many', () => {
    const policy = podPolicy({
      nodeAddresses: ['10.1.0.1', '10.1.0.3', '10.1.0.5'],
      pod: pod([]),
      ingress: isolated(grant(['10.0.0.1', '10.0.0.3', '10.0.0.5'], { TCP: [1, 3, 5] })),
    });
    assert.deepEqual(table(policy, { maxEntries: 2 }).slice(0, -2), [
      'In 300 Allow * :* 10.1.0.1,10.1.0.3',
      'In 300 Allow * :* 10.1.0.5',
      'In 1000 Allow 6 :1,3 10.0.0.1,10.0.0.3',
      'In 1000 Allow 6 :5 10.0.0.1,10.0.0.3',
      'In 1000 Allow 6 :1,3 10.0.0.5',
      'In 1000 Allow 6 :5 10.0.0.5',
    ]);
  });

  it('4000 entries fill one ACL, the next begins another', () => {
    const odd = (count: number) => Array.from({ length: count }, (_, i) => `10.0.${(i * 2 + 1) >> 8}.${(i * 2 + 1) & 255}`);
    const count = (entries: number) =>
      table(podPolicy({ ingress: isolated(grant(odd(entries), 'any')) })).filter(line => line.startsWith('In 1000')).length;
    assert.equal(count(4000), 1);
    assert.equal(count(4001), 2);
  });

  it('more ACLs than an endpoint may have: every isolated direction is closed whole, and an error names the pod', () => {
    const policy = podPolicy({
      ingress: isolated(grant(['10.0.0.1'], { TCP: [80] }), grant(['10.0.0.2'], { UDP: [53] })),
      egress: isolated(grant(['10.0.0.1'], { TCP: [80] })),
    });
    assert.equal(lower(policy, { maxAcls: 8 }).value.length, 8);
    assert.deepEqual(table(policy, { maxAcls: 7 }), table(podPolicy({ ingress: isolated(), egress: isolated() })));
    assert.deepEqual(lower(policy, { maxAcls: 7 }).issues, [
      {
        severity: 'error',
        code: 'too-many-acls',
        pod: 'demo/server',
        path: 'status.podIPs',
        message:
          "the rules of demo/p come to 8 ACLs on this pod's endpoint, more than the 7 it may have: nothing that they allow is in force, the pod is closed in every direction that they isolate",
      },
    ]);
    assert.deepEqual(lower(policy, { maxAcls: 8 }).issues, []);
  });

  it('more ACLs than it may have leave the direction that no policy isolates open', () => {
    assert.deepEqual(table(INGRESS, { maxAcls: 1 }).slice(-2), ['In 65000 Block * :* *', 'Out 65000 Allow * :* *']);
  });

  it('a thousand are the most by default', () => {
    // Every port has a peer of its own, so nothing can be merged.
    const grants = (count: number) => Array.from({ length: count }, (_, i) => grant([`10.0.${i >> 8}.${i & 255}`], { TCP: [1 + i] }));
    const others = 4;
    assert.equal(lower(podPolicy({ ingress: isolated(...grants(1000 - others)) })).value.length, 1000);
    assert.equal(lower(podPolicy({ ingress: isolated(...grants(1001 - others)) })).value.length, others);
  });

  it('an isolated pod with an IPv6 address is warned about; an open one is not', () => {
    const dual = pod(['10.224.0.72', 'fd00::72']);
    const { value, issues } = lower(podPolicy({ pod: dual, ingress: isolated(grant(['fd00::1', '10.0.0.1'], { TCP: [80] })) }));
    assert.deepEqual(value, lower(INGRESS).value);
    assert.deepEqual(
      issues.map(({ message, ...rest }) => [rest, /IPv6 traffic is closed except where a rule allows anyone/.test(message)]),
      [[{ severity: 'warning', code: 'unsupported-ipv6', pod: 'demo/server', path: 'status.podIPs' }, true]],
    );
    assert.deepEqual(lower(podPolicy({ pod: dual })).issues, []);
  });

  it('an Id says whose it is and where it comes from, within HNS-safe characters and a bounded length', () => {
    const ids = (policy: string) =>
      lower(podPolicy({ ingress: isolated(grant('any', { TCP: [80] }, policy)) })).value.map(acl => acl.Settings.Id);
    assert.deepEqual(
      ids('demo/a.b-c').map(id => id.replace(/[0-9a-f]{16}$/, '#')),
      [
        'hns-policy-agent.node.#',
        'hns-policy-agent.self.#',
        'hns-policy-agent.demo.a.b-c.#',
        'hns-policy-agent.default.#',
        'hns-policy-agent.default.#',
      ],
    );
    for (const id of ids(`${'n'.repeat(63)}/${'p'.repeat(253)}`)) {
      assert.match(id, /^[A-Za-z0-9.-]{1,134}$/);
      assert.match(id, /\.[0-9a-f]{16}$/);
    }
    const shared = lower(podPolicy({ ingress: isolated(grant(['10.0.0.1'], 'any', 'demo/a'), grant(['10.0.0.9'], 'any', 'demo/b')) }));
    assert.match(shared.value[2]!.Settings.Id, /^hns-policy-agent\.[0-9a-f]{16}$/);
  });

  it('an Id changes with what the ACL says, and no two are equal in one list', () => {
    const list = (port: number) =>
      lower(podPolicy({ ingress: isolated(grant(['10.0.0.1'], { TCP: [port], UDP: [port] })), egress: isolated() })).value;
    const ids = list(80).map(acl => acl.Settings.Id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      list(81).map((acl, i) => acl.Settings.Id === ids[i]),
      [true, true, false, false, true, true, true],
    );
  });
});
