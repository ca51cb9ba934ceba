import assert from 'node:assert/strict';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { grant, isolated, podPolicy } from '../acl/pod-policies.ts';
import { acl, CNI_DENY, rows, viewOf } from './acls.ts';

const CLOSED = podPolicy({ ingress: isolated() });
const WEB = podPolicy({ ingress: isolated(grant(['10.0.0.0/24'], { TCP: [80] })) });
const OPEN = podPolicy({});
const WIRE_SERVER = ['80', '32526'].map(RemotePorts =>
  acl('Block', 'Out', 200, { Protocols: '6', RemoteAddresses: '168.63.129.16/32', RemotePorts }),
);
const METADATA = acl('Block', 'Out', 200, { RemoteAddresses: '169.254.169.254' });

describe('hns/foreign: which foreign ACLs are in conflict with the policy', () => {
  const codes = (policy: typeof CLOSED, ...foreign: readonly EndpointPolicy[]) => viewOf(policy, foreign).issues.map(({ code }) => code);

  for (const [what, policy, foreign, expected] of [
    ['an Allow behind our Block', CLOSED, [acl('Allow', 'In', 65499)], []],
    [
      'an Allow of what the policy allows too',
      WEB,
      [acl('Allow', 'In', 1, { Protocols: '6', RemoteAddresses: '10.0.0.9', LocalPorts: '80' })],
      [],
    ],
    ['an Allow of the node', CLOSED, [acl('Allow', 'In', 1, { RemoteAddresses: '10.224.0.4/32' })], []],
    ['an Allow at 1, where ours cannot be in front', CLOSED, [acl('Allow', 'In', 1)], ['foreign-allow']],
    [
      'an Allow at 1 of one port more',
      WEB,
      [acl('Allow', 'In', 1, { Protocols: '6', RemoteAddresses: '10.0.0.9', LocalPorts: '80-81' })],
      ['foreign-allow'],
    ],
    [
      'an Allow at 1 of one address more',
      WEB,
      [acl('Allow', 'In', 1, { Protocols: '6', RemoteAddresses: '10.0.0.0/23', LocalPorts: '80' })],
      ['foreign-allow'],
    ],
    [
      'an Allow that a foreign Block in front of it makes ineffective',
      CLOSED,
      [acl('Block', 'In', 1), acl('Allow', 'In', 2)],
      ['foreign-block'],
    ],
    ['an Allow of another local address', CLOSED, [acl('Allow', 'In', 1, { LocalAddresses: '192.0.2.1' })], []],
    ['an Allow in the open direction', CLOSED, [acl('Allow', 'Out', 1)], []],
    ['an Allow without a priority', CLOSED, [acl('Allow', 'In', 0)], ['foreign-allow']],
    ['an Allow of a Host rule', CLOSED, [acl('Allow', 'In', 0, { RuleType: 'Host' })], []],
    ['an Allow of IPv6', CLOSED, [acl('Allow', 'In', 1, { RemoteAddresses: 'fd00::/8' })], ['foreign-allow']],
    ['an Allow of a set', CLOSED, [acl('Allow', 'In', 1, { RemoteAddresses: 'azure-npm-1' })], ['foreign-allow']],
    [
      'an Allow of 0.0.0.0/0, which some builds ignore',
      CLOSED,
      [acl('Allow', 'In', 1, { RemoteAddresses: '0.0.0.0/0' })],
      ['foreign-allow'],
    ],
    ['an unknown protocol', CLOSED, [acl('Allow', 'In', 1, { Protocols: 'TCP' })], ['foreign-allow']],
    ['ports without a protocol', WEB, [acl('Allow', 'In', 1, { RemoteAddresses: '10.0.0.9', LocalPorts: '80' })], ['foreign-allow']],
    ['an action that HNS does not document', CLOSED, [acl('Pass', 'In', 1)], ['foreign-allow', 'foreign-block']],
    ['a direction that is missing', CLOSED, [acl('Allow', '', 1)], ['foreign-allow']],
    ['a tier', CLOSED, [{ Type: 'TierAcl', Settings: {} }], ['foreign-allow', 'foreign-block', 'foreign-block']],
    ['a Block of what the policy allows', WEB, [acl('Block', 'In', 999, { RemoteAddresses: '10.0.0.9' })], ['foreign-block']],
    ['a Block of what the policy denies anyway', WEB, [acl('Block', 'In', 999, { RemoteAddresses: '192.0.2.1' })], []],
    ['a Block behind our Allows', WEB, [acl('Block', 'In', 2000)], []],
    ['a Block of the node', CLOSED, [acl('Block', 'In', 299, { RemoteAddresses: '10.224.0.4' })], ['foreign-block']],
    ['a Block in the open direction', CLOSED, [acl('Block', 'Out', 65400, { RemoteAddresses: '192.0.2.1' })], ['foreign-block']],
    ['a Block that a foreign Allow in front of it makes ineffective', OPEN, [acl('Allow', 'In', 65499), acl('Block', 'In', 65500)], []],
    ['a Block at a pod that no policy isolates', OPEN, [CNI_DENY], ['foreign-block']],
    ['a Host rule that blocks', OPEN, [acl('Block', 'In', 0, { RuleType: 'Host' })], ['foreign-block']],
    [
      'the Blocks of Azure: WireServer and metadata service',
      podPolicy({ egress: isolated(grant('any', 'any')) }),
      [...WIRE_SERVER, METADATA],
      [],
    ],
    ['the Blocks of Azure at a pod that no policy isolates', OPEN, [...WIRE_SERVER, METADATA], []],
    ['a Block of the WireServer and more', OPEN, [acl('Block', 'Out', 200, { RemoteAddresses: '168.63.129.0/24' })], ['foreign-block']],
  ] as const) {
    it(`${what}: ${expected.join(' and ') || 'no conflict'}`, () => {
      assert.deepEqual(codes(policy, ...foreign), expected);
    });
  }

  it('an issue names the ACL, an example, and at most three ACLs', () => {
    const policy = podPolicy({ ingress: isolated(), nodeAddresses: [] });
    assert.deepEqual(
      viewOf(policy, [acl('Allow', 'In', 1)]).issues.map(({ message }) => message),
      [
        'foreign ACL "their-Allow-1" (Allow In, priority 1) allows ingress that no NetworkPolicy allows, for instance TCP port 80 from 203.0.113.9. The pod is not enforced for ingress',
      ],
    );
    const many = Array.from({ length: 5 }, () => acl('Allow', 'In', 1));
    assert.match(
      viewOf(policy, many).issues[0]!.message,
      /^foreign ACLs ("their-Allow-1" \(Allow In, priority 1\)(, )?){3} and 2 more allow ingress/,
    );
  });

  it('an Id with control characters is printed as plain text', () => {
    const [issue] = viewOf(CLOSED, [acl('Allow', 'In', 1, { Id: '\u001b[31mred\n\u202e' })]).issues;
    assert.match(issue!.message, /^foreign ACL "\?\[31mred\?\?" /);
  });

  it('lists that are too long to compare are in conflict', () => {
    const grants = Array.from({ length: 4000 }, (_, index) => grant(['10.0.0.0/16', `11.0.0.${index % 250}`], { TCP: [index + 1] }));
    const covered = acl('Allow', 'In', 1, { Protocols: '6', LocalPorts: '1-4000', RemoteAddresses: '10.0.0.0' });
    const [issue] = viewOf(podPolicy({ ingress: isolated(...grants) }), [covered]).issues;
    assert.match(issue!.message, /allow ingress that no NetworkPolicy allows/);
  });
});

describe("hns/foreign: our ACLs' priorities beside foreign ones", () => {
  for (const [what, policy, foreign, expected] of [
    ['the usual numbers', WEB, [], ['In 300 Allow', 'In 300 Allow', 'In 1000 Allow', 'In 65000 Block', 'Out 65000 Allow']],
    [
      'in front of a foreign Allow',
      WEB,
      [acl('Allow', 'In', 500)],
      ['In 300 Allow', 'In 300 Allow', 'In 498 Allow', 'In 499 Block', 'Out 65000 Allow'],
    ],
    [
      'in front of the first of two',
      CLOSED,
      [acl('Allow', 'In', 2000), acl('Allow', 'In', 1500)],
      ['In 300 Allow', 'In 300 Allow', 'In 1499 Block', 'Out 65000 Allow'],
    ],
    [
      'on numbers that are free',
      WEB,
      [
        acl('Allow', 'In', 500),
        acl('Allow', 'In', 499, { RemoteAddresses: '10.224.0.4' }),
        acl('Allow', 'In', 497, { RemoteAddresses: '10.224.0.4' }),
      ],
      ['In 300 Allow', 'In 300 Allow', 'In 496 Allow', 'In 498 Block', 'Out 65000 Allow'],
    ],
    [
      'not past a foreign Block',
      WEB,
      [acl('Allow', 'In', 500), acl('Block', 'In', 700, { RemoteAddresses: '192.0.2.1' })],
      ['In 300 Allow', 'In 300 Allow', 'In 1000 Allow', 'In 65000 Block', 'Out 65000 Allow'],
    ],
    [
      'past a foreign Block where nothing is granted that could overrule it',
      CLOSED,
      [acl('Allow', 'In', 500), acl('Block', 'In', 700, { RemoteAddresses: '192.0.2.1' })],
      ['In 300 Allow', 'In 300 Allow', 'In 499 Block', 'Out 65000 Allow'],
    ],
    [
      'as far to the front as no foreign Block is passed',
      WEB,
      [acl('Allow', 'In', 500), acl('Block', 'In', 700, { RemoteAddresses: '192.0.2.1' }), acl('Allow', 'In', 5000)],
      ['In 300 Allow', 'In 300 Allow', 'In 1000 Allow', 'In 4999 Block', 'Out 65000 Allow'],
    ],
    [
      'an open direction: behind a foreign Block',
      CLOSED,
      [acl('Block', 'Out', 65200, { RemoteAddresses: '192.0.2.1' })],
      ['In 300 Allow', 'In 300 Allow', 'In 65000 Block', 'Out 65201 Allow'],
    ],
    [
      'an open direction: no Allow if a foreign Block is last',
      podPolicy({ egress: isolated() }),
      [CNI_DENY],
      ['Out 300 Allow', 'Out 65000 Block'],
    ],
  ] as const) {
    it(what, () => {
      assert.deepEqual(rows(policy, viewOf(policy, foreign)), expected);
    });
  }
});

describe("hns/foreign: the default deny of Calico's CNI plugin", () => {
  const deny = (settings: Readonly<Record<string, unknown>>) => ({
    ...CNI_DENY,
    Settings: { ...(CNI_DENY.Settings as object), ...settings },
  });
  const allow = acl('Allow', 'In', 65499, { RemoteAddresses: '192.0.2.1' });

  it('open: our Allow is in front of it', () => {
    const view = viewOf(OPEN, [CNI_DENY], { defaultDeny: 'open' });
    assert.deepEqual([view.overrules, view.numbers.In.last, view.issues], [true, 65000, []]);
    const egressOnly = podPolicy({ egress: isolated() });
    assert.deepEqual(rows(egressOnly, viewOf(egressOnly, [CNI_DENY], { defaultDeny: 'open' })), [
      'In 65000 Allow',
      'Out 300 Allow',
      'Out 65000 Block',
    ]);
  });

  it('keep: it stays, and the issue names the setting', () => {
    const { overrules, issues } = viewOf(OPEN, [CNI_DENY]);
    assert.equal(overrules, false);
    assert.match(issues[0]!.message, /set cniDefaultDeny to open$/);
  });

  for (const [what, foreign] of [
    ['another priority', [deny({ Priority: 65499 })]],
    ['an Id', [deny({ Id: 'deny' })]],
    ['one protocol', [deny({ Protocols: '6' })]],
    ['addresses', [deny({ RemoteAddresses: '192.0.2.0/24' })]],
    ['ports', [deny({ Protocols: '6', LocalPorts: '80' })]],
    ['a Host rule', [deny({ RuleType: 'Host' })]],
    ['egress', [deny({ Direction: 'Out' })]],
    ['another foreign Block of ingress beside it', [CNI_DENY, acl('Block', 'In', 400, { RemoteAddresses: '192.0.2.1' })]],
    ['the same twice', [CNI_DENY, CNI_DENY]],
  ] as const) {
    it(`open overrules no other Block: ${what}`, () => {
      assert.equal(viewOf(OPEN, [allow, ...foreign], { defaultDeny: 'open' }).overrules, false);
    });
  }

  it('open does not concern pods that are isolated for ingress, or endpoints that several pods claim', () => {
    assert.equal(viewOf(CLOSED, [CNI_DENY], { defaultDeny: 'open' }).overrules, false);
    assert.equal(viewOf(OPEN, [CNI_DENY], { defaultDeny: 'open', pods: ['demo/a', 'demo/b'] }).overrules, false);
  });

  it('stays where Felix still enforces, and the issue says so', () => {
    const { overrules, issues } = viewOf(OPEN, [CNI_DENY], { defaultDeny: 'felix' });
    assert.equal(overrules, false);
    assert.match(issues[0]!.message, /Felix wrote ACLs to a new endpoint/);
  });
});
