import assert from 'node:assert/strict';
import type { Grant, PodPolicy } from '../../../src/core/pod-policy.ts';
import { closedAcls, type LowerOptions, lower } from '../../../src/hns/acl/lower.ts';
import { type AclPolicy, aclPolicySchema } from '../../../src/hns/document/acl-schema.ts';
import { grant, isolated, pod, podPolicy } from './pod-policies.ts';

const INGRESS = podPolicy({ ingress: isolated(grant(['10.0.0.1'], { TCP: [80] })) });

/** `In 1000 Allow 6 :80 10.0.0.1`: direction, priority, action, protocol, ports, peers; `*` for a field that is absent. */
function table(policy: PodPolicy, options?: LowerOptions): string[] {
  return rows(lower(policy, options).value);
}

function rows(acls: readonly AclPolicy[]): string[] {
  return acls.map(({ Settings: acl }) => {
    const ports = acl.Direction === 'In' ? acl.LocalPorts : acl.RemotePorts;
    return `${acl.Direction} ${acl.Priority ?? acl.RuleType} ${acl.Action} ${acl.Protocols ?? '*'} :${ports ?? '*'} ${acl.RemoteAddresses ?? '*'}`;
  });
}

describe('hns/lower', () => {
  it('a pod that no policy isolates gets no ACL, on any network', () => {
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

  it('isolated without a grant: closed except for traffic that no policy can block', () => {
    assert.deepEqual(table(podPolicy({ ingress: isolated(), egress: isolated() })), [
      'In 300 Allow * :* 10.224.0.4',
      'In 300 Allow * :* 10.224.0.72',
      'In 65000 Block * :* *',
      'Out 300 Allow * :* 10.224.0.72',
      'Out 65000 Block * :* *',
    ]);
  });

  it('a node or pod without an IPv4 address gets no ACL, because an ACL without addresses matches every peer', () => {
    const none = podPolicy({ pod: pod([]), nodeAddresses: ['fd00::4'], ingress: isolated() });
    assert.deepEqual(table(none, { allowEgressToNode: true }), ['In 65000 Block * :* *', 'Out 65000 Allow * :* *']);
  });

  describe('with IPv6', () => {
    const dual = { pod: pod(['10.224.0.72', 'fd00:1::72']), nodeAddresses: ['10.224.0.4', 'fd00:1::4'] };
    const always = (direction: string) => [
      `${direction} 300 Allow * :* 10.224.0.72`,
      `${direction} 300 Allow * :* fd00:1::72`,
      `${direction} 300 Allow 58 :* ::/1,8000::/1`,
    ];
    const node = ['In 300 Allow * :* 10.224.0.4', 'In 300 Allow * :* fd00:1::4'];

    it('each family has ACLs of its own, for the node, the pod itself and each grant, and ICMPv6 always passes', () => {
      const policy = podPolicy({
        ...dual,
        ingress: isolated(grant(['10.0.0.1', 'fd00::1', 'fd00::2/127'], { TCP: [80] }), grant(['fd00::/8'], { UDP: [53] })),
        egress: isolated(grant(['fd00::1', '10.0.0.1'], 'any')),
      });
      assert.deepEqual(table(policy, { ipv6: true }), [
        ...node,
        ...always('In'),
        'In 1000 Allow 6 :80 10.0.0.1',
        'In 1000 Allow 6 :80 fd00::1,fd00::2/127',
        'In 1000 Allow 17 :53 fd00::/8',
        'In 65000 Block * :* *',
        ...always('Out'),
        'Out 1000 Allow * :* 10.0.0.1',
        'Out 1000 Allow * :* fd00::1',
        'Out 65000 Block * :* *',
      ]);
      assert.deepEqual(lower(policy, { ipv6: true }).issues, []);
    });

    it('a grant for any peer is one ACL', () => {
      const policy = podPolicy({ ...dual, ingress: isolated(grant('any', { TCP: [80] }), grant(['10.0.0.1', 'fd00::1'], { TCP: [443] })) });
      assert.deepEqual(
        table(policy, { ipv6: true }).filter(row => row.startsWith('In 1000')),
        ['In 1000 Allow 6 :80 *', 'In 1000 Allow 6 :80,443 10.0.0.1', 'In 1000 Allow 6 :80,443 fd00::1'],
      );
    });

    it('all IPv6 addresses are two halves, and blocks of IPv4-mapped addresses are left out', () => {
      const granted = (...peers: readonly string[]) =>
        table(podPolicy({ ...dual, ingress: isolated(grant(peers, 'any')) }), { ipv6: true }).filter(row => row.startsWith('In 1000'));
      assert.deepEqual(granted('::/0'), ['In 1000 Allow * :* ::/1,8000::/1']);
      assert.deepEqual(granted('0.0.0.0/0', '::/0'), ['In 1000 Allow * :* 0.0.0.0/1,128.0.0.0/1', 'In 1000 Allow * :* ::/1,8000::/1']);
      const mapped: Grant = { ...grant(['fd00::1'], 'any'), peers: { v4: [], v6: [[0xffffn << 32n, (0x1_0000n << 32n) - 1n]] } };
      assert.deepEqual(table(podPolicy({ ...dual, ingress: isolated(mapped) }), { ipv6: true }), [
        ...node,
        ...always('In'),
        'In 65000 Block * :* *',
        'Out 65000 Allow * :* *',
      ]);
    });

    it('a pod without an IPv6 address of its own has no IPv6 grants, but its node reaches it and finds it', () => {
      const policy = podPolicy({ ...dual, pod: pod(), ingress: isolated(grant(['10.0.0.1', 'fd00::1'], 'any')) });
      assert.deepEqual(table(policy, { ipv6: true }), [
        ...node,
        'In 300 Allow * :* 10.224.0.72',
        'In 300 Allow 58 :* ::/1,8000::/1',
        'In 1000 Allow * :* 10.0.0.1',
        'In 65000 Block * :* *',
        'Out 65000 Allow * :* *',
      ]);
    });

    it('the closed ACLs let the node and neighbour discovery pass', () => {
      const place = { ...dual, pod: pod([]) };
      assert.deepEqual(rows(closedAcls(place, { ingress: true, egress: true }, { ipv6: true })), [
        ...node,
        'In 300 Allow 58 :* ::/1,8000::/1',
        'In 65000 Block * :* *',
        'Out 300 Allow 58 :* ::/1,8000::/1',
        'Out 65000 Block * :* *',
      ]);
    });

    it('every ACL passes the strict schema of requests, which allows no ACL with both families', () => {
      const policy = podPolicy({ ...dual, ingress: isolated(grant(['fd00::1', '10.0.0.1'], { TCP: [80] }), grant(['::/0'], 'any')) });
      const { value } = lower(policy, { ipv6: true, allowEgressToNode: true });
      for (const acl of value) assert.deepEqual(aclPolicySchema.parse(acl), acl);
      const [first] = value;
      for (const RemoteAddresses of ['10.0.0.1,fd00::1', '::/0', 'fd00::1,0.0.0.0/0', '']) {
        assert.equal(aclPolicySchema.safeParse({ ...first, Settings: { ...first!.Settings, RemoteAddresses } }).success, false);
      }
      const icmp = value.find(({ Settings }) => Settings.Protocols === '58')!;
      assert.equal(aclPolicySchema.safeParse({ ...icmp, Settings: { ...icmp.Settings, LocalPorts: '80' } }).success, false);
    });

    it('the ACLs of both families count', () => {
      const peers = (i: number) => [`10.0.0.${2 * i}`, `fd00::${2 * i}`];
      const grants = Array.from({ length: 8 }, (_, i) => grant(peers(i), { TCP: [1 + 2 * i] }));
      const policy = podPolicy({ ...dual, ingress: isolated(...grants) });
      assert.equal(lower(policy, { ipv6: true, maxAcls: 23 }).value.length, 23);
      assert.deepEqual(
        lower(policy, { ipv6: true, maxAcls: 22 }).issues.map(({ code }) => code),
        ['too-many-acls'],
      );
      assert.deepEqual(
        lower(policy, { maxAcls: 22 }).issues.map(({ code }) => code),
        ['unsupported-ipv6'],
      );
    });
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

  it('every ACL passes the strict schema of requests', () => {
    const policy = podPolicy({
      ingress: isolated(grant('any', { TCP: 'any', UDP: [1] }), grant(['0.0.0.0/0'], 'any')),
      egress: isolated(grant(['10.0.0.0/8'], { TCP: [[1, 65535]] })),
    });
    for (const acl of lower(policy, { networkType: 'L2Bridge', allowEgressToNode: true }).value)
      assert.deepEqual(aclPolicySchema.parse(acl), acl);
  });

  it('an L2Bridge network, in any case, gets a pair of Host rules without priority, but other networks do not', () => {
    for (const networkType of ['L2Bridge', 'l2bridge', 'L2BRIDGE']) {
      assert.deepEqual(
        table(INGRESS, { networkType }).filter(line => line.includes('Host')),
        ['In Host Allow * :* *', 'Out Host Allow * :* *'],
      );
    }
    for (const networkType of ['Overlay', 'L2Tunnel', 'NAT']) assert.deepEqual(table(INGRESS, { networkType }), table(INGRESS));
  });

  it('takes priorities by direction, for open and closed directions too', () => {
    const numbers = { In: { always: 302, granted: 1001, last: 65_001 }, Out: { always: 0, granted: 0, last: 65_500 } };
    const open = ['Out 65500 Allow * :* *'];
    const always = ['In 302 Allow * :* 10.224.0.4', 'In 302 Allow * :* 10.224.0.72'];
    assert.deepEqual(table(INGRESS, { numbers }), [...always, 'In 1001 Allow 6 :80 10.0.0.1', 'In 65001 Block * :* *', ...open]);
    assert.deepEqual(rows(closedAcls(INGRESS, { ingress: true, egress: false }, { numbers })), [
      ...always,
      'In 65001 Block * :* *',
      ...open,
    ]);
    const noneLeft = { ...numbers, Out: { ...numbers.Out, last: undefined } };
    assert.deepEqual(table(INGRESS, { numbers: noneLeft }), table(INGRESS, { numbers }).slice(0, -1));
  });

  describe('the closed ACLs', () => {
    const place = { pod: pod(), nodeAddresses: ['10.224.0.4'] };

    it('allow the node and the pod itself in a closed direction, and leave the other open', () => {
      const block = ['In 65000 Block * :* *', 'Out 65000 Allow * :* *'];
      assert.deepEqual(rows(closedAcls(place, { ingress: true, egress: false })), [
        'In 300 Allow * :* 10.224.0.4',
        'In 300 Allow * :* 10.224.0.72',
        ...block,
      ]);
      assert.deepEqual(rows(closedAcls({ pod: { addresses: [] }, nodeAddresses: [] }, { ingress: true, egress: false })), block);
      assert.deepEqual(closedAcls(place, { ingress: false, egress: false }), []);
    });

    it('equal the result of lower for a policy that allows no traffic', () => {
      for (const [ingress, egress] of [
        [true, true],
        [true, false],
        [false, true],
      ] as const) {
        for (const options of [{}, { networkType: 'L2Bridge', allowEgressToNode: true }]) {
          const policy = podPolicy({ ingress: ingress ? isolated() : 'open', egress: egress ? isolated() : 'open' });
          assert.deepEqual(closedAcls(policy, { ingress, egress }, options), lower(policy, options).value);
        }
      }
    });
  });

  it('long lists are split into several ACLs, or their product if addresses and ports are both long', () => {
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

  it('4000 entries fill one ACL, and the next entry starts another', () => {
    const odd = (count: number) => Array.from({ length: count }, (_, i) => `10.0.${(i * 2 + 1) >> 8}.${(i * 2 + 1) & 255}`);
    const count = (entries: number) =>
      table(podPolicy({ ingress: isolated(grant(odd(entries), 'any')) })).filter(line => line.startsWith('In 1000')).length;
    assert.equal(count(4000), 1);
    assert.equal(count(4001), 2);
  });

  describe('more ACLs than an endpoint may have', () => {
    const [two, one] = [[grant(['10.0.0.1'], { TCP: [80] }), grant(['10.0.0.2'], { UDP: [53] })], [grant(['10.0.0.1'], { TCP: [80] })]];
    const policy = podPolicy({ ingress: isolated(...two), egress: isolated(...one) });
    const issue = (direction: 'ingress' | 'egress', max: number) => ({
      severity: 'error',
      code: 'too-many-acls',
      pod: 'demo/server',
      path: 'status.podIPs',
      message: `the ${direction} rules of demo/p need more ACLs than the ${max} that this pod's endpoint may have. They allow no traffic, and the pod is closed for ${direction}`,
    });

    it('close the direction that needs more of them, and an error names the pod', () => {
      assert.deepEqual([lower(policy, { maxAcls: 8 }).value.length, lower(policy, { maxAcls: 8 }).issues], [8, []]);
      assert.deepEqual(table(policy, { maxAcls: 7 }), table(podPolicy({ ingress: isolated(), egress: isolated(...one) })));
      assert.deepEqual(lower(policy, { maxAcls: 7 }).issues, [issue('ingress', 7)]);
      const swapped = podPolicy({ ingress: isolated(...one), egress: isolated(...two, grant(['10.0.0.3'], { TCP: [1] })) });
      assert.deepEqual(table(swapped, { maxAcls: 8 }), table(podPolicy({ ingress: isolated(...one), egress: isolated() })));
      assert.deepEqual(lower(swapped, { maxAcls: 8 }).issues, [issue('egress', 8)]);
    });

    it('close both directions if one is not enough', () => {
      assert.deepEqual(table(policy, { maxAcls: 5 }), table(podPolicy({ ingress: isolated(), egress: isolated() })));
      assert.deepEqual(lower(policy, { maxAcls: 5 }).issues, [issue('ingress', 5), issue('egress', 5)]);
    });

    it('in one direction do not affect the other', () => {
      const many = Array.from({ length: 1100 }, (_, i) => grant([`10.0.${i >> 7}.${(i & 127) * 2}`], { TCP: [1 + 2 * i] }));
      const dns = isolated(grant('any', { UDP: [53] }));
      const result = lower(podPolicy({ ingress: isolated(...many), egress: dns }));
      assert.deepEqual(result.value, lower(podPolicy({ ingress: isolated(), egress: dns })).value);
      assert.deepEqual(result.issues, [issue('ingress', 1000)]);
    });

    it('name some of the policies and count the rest', () => {
      const policies = Array.from({ length: 7 }, (_, i) => `demo/p${i}`);
      const { issues } = lower(podPolicy({ ingress: { policies, grants: two } }), { maxAcls: 4 });
      assert.match(issues[0]!.message, /^the ingress rules of demo\/p0, demo\/p1, demo\/p2, demo\/p3, demo\/p4 and 2 more need /);
    });
  });

  it('too many ACLs leave a direction open that no policy isolates', () => {
    assert.deepEqual(table(INGRESS, { maxAcls: 1 }).slice(-2), ['In 65000 Block * :* *', 'Out 65000 Allow * :* *']);
  });

  it('the default maximum is 1000', () => {
    // Every port has its own peer, so that no grants can be merged.
    const grants = (count: number) => Array.from({ length: count }, (_, i) => grant([`10.0.${i >> 8}.${i & 255}`], { TCP: [1 + i] }));
    const others = 4;
    assert.equal(lower(podPolicy({ ingress: isolated(...grants(1000 - others)) })).value.length, 1000);
    assert.equal(lower(podPolicy({ ingress: isolated(...grants(1001 - others)) })).value.length, others);
  });

  it('an isolated pod with an IPv6 address gets a warning, and an open one does not', () => {
    const dual = pod(['10.224.0.72', 'fd00::72']);
    const { value, issues } = lower(podPolicy({ pod: dual, ingress: isolated(grant(['fd00::1', '10.0.0.1'], { TCP: [80] })) }));
    assert.deepEqual(value, lower(INGRESS).value);
    assert.deepEqual(
      issues.map(({ message, ...rest }) => [rest, /IPv6 traffic is blocked unless a rule allows any peer/.test(message)]),
      [[{ severity: 'warning', code: 'unsupported-ipv6', pod: 'demo/server', path: 'status.podIPs' }, true]],
    );
    assert.deepEqual(lower(podPolicy({ pod: dual })).issues, []);
  });

  it('an Id names the owner and the policy, with HNS-safe characters and a bounded length', () => {
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

  it('equal parts of two permits are one ACL', () => {
    const policy = podPolicy({
      ingress: isolated(grant(['10.0.0.10', '10.0.0.20'], { TCP: [1, 3] }), grant(['10.0.0.10', '10.0.0.30'], { TCP: [1, 5] })),
    });
    const lines = table(policy, { maxEntries: 1 });
    assert.equal(new Set(lines).size, lines.length);
    assert.equal(lines.filter(line => line === 'In 1000 Allow 6 :1 10.0.0.10').length, 1);
  });

  it('an Id changes with the content of the ACL, and Ids are unique within a list', () => {
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
