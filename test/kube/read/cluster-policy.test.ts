/** Objects that a real API server stores, some of them odd, and the rules that fail closed. */
import assert from 'node:assert/strict';
import { readClusterPolicy } from '../../../src/kube/read/cluster-policy.ts';

const ANYONE = { namespaces: {} };
const rule = { action: 'Accept', from: [ANYONE] };
const DENY_ALL = { path: 'spec.ingress[0]', action: 'Deny', peers: 'any', ports: 'any' };

function read(spec: object, options = {}) {
  const metadata = { name: 'p', uid: 'u' };
  return readClusterPolicy({ metadata, spec: { tier: 'Admin', priority: 10, subject: ANYONE, ...spec } }, options);
}

function errorsOf(spec: object): string[] {
  return read(spec)
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ code, path }) => `${code} ${path}`);
}

/** Each field of a rule, with the path of its error. */
const CLOSED_RULES: readonly (readonly [title: string, fields: object, error: string])[] = [
  ['an unknown field of the rule', { ports: [] }, 'invalid spec.ingress[0].ports'],
  ['an unknown field of a peer', { from: [{ namespaces: {}, future: {} }] }, 'invalid spec.ingress[0].from[0].future'],
  ['an empty peer', { from: [{}] }, 'invalid spec.ingress[0].from[0]'],
  ['an empty peer beside another', { from: [ANYONE, {}] }, 'invalid spec.ingress[0].from[1]'],
  ['no peer', { from: [] }, 'invalid spec.ingress[0].from'],
  ['networks in an ingress rule', { from: [{ networks: ['10.0.0.0/8'] }] }, 'invalid spec.ingress[0].from[0].networks'],
  ['pods without podSelector', { from: [{ pods: {} }] }, 'invalid spec.ingress[0].from[0].pods.podSelector'],
  [
    'the operator Gt',
    { from: [{ namespaces: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] } }] },
    'invalid spec.ingress[0].from[0].namespaces.matchExpressions[0].operator',
  ],
  [
    'In without values',
    { from: [{ namespaces: { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] } }] },
    'invalid spec.ingress[0].from[0].namespaces.matchExpressions[0].values',
  ],
  ['an empty protocol', { protocols: [{}] }, 'invalid spec.ingress[0].protocols[0]'],
  ['no protocol', { protocols: [] }, 'invalid spec.ingress[0].protocols'],
  ['a protocol without a port', { protocols: [{ tcp: {} }] }, 'invalid spec.ingress[0].protocols[0].tcp'],
  [
    'a range of one port',
    { protocols: [{ tcp: { destinationPort: { range: { start: 80, end: 80 } } } }] },
    'invalid spec.ingress[0].protocols[0].tcp.destinationPort.range',
  ],
];

describe('kube/read of a ClusterNetworkPolicy', () => {
  it('reads subjects, peers and protocols', () => {
    const egress = [
      {
        name: 'r',
        action: 'Pass',
        to: [{ networks: ['10.0.0.0/8', 'fd00::/8'] }, { pods: { podSelector: { matchLabels: { a: '1' } } } }],
        protocols: [{ tcp: { destinationPort: { number: 80 } } }, { udp: { destinationPort: { range: { start: 1, end: 9 } } } }],
      },
    ];
    const { value, issues } = read({ subject: { pods: { podSelector: {} } }, egress });
    assert.deepEqual(issues, []);
    const everything = { matchLabels: {}, matchExpressions: [] };
    assert.deepEqual(value, {
      name: 'p',
      uid: 'u',
      tier: 'Admin',
      priority: 10,
      subject: { namespaces: everything, pods: everything },
      ingress: [],
      egress: [
        {
          path: 'spec.egress[0]',
          action: 'Pass',
          peers: [
            { kind: 'ipBlock', path: 'spec.egress[0].to[0]', cidr: '10.0.0.0/8', except: [] },
            { kind: 'ipBlock', path: 'spec.egress[0].to[0]', cidr: 'fd00::/8', except: [] },
            { kind: 'pods', path: 'spec.egress[0].to[1]', namespaces: everything, pods: { matchLabels: { a: '1' }, matchExpressions: [] } },
          ],
          ports: [
            { path: 'spec.egress[0].protocols[0]', protocol: 'TCP', port: [80, 80] },
            { path: 'spec.egress[0].protocols[1]', protocol: 'UDP', port: [1, 9] },
          ],
        },
      ],
    });
  });

  for (const [title, fields, error] of CLOSED_RULES) {
    it(`a rule with ${title} fails closed`, () => {
      assert.deepEqual(read({ ingress: [{ ...rule, ...fields }] }).value?.ingress, []);
      for (const action of ['Deny', 'Pass'])
        assert.deepEqual(read({ ingress: [{ ...rule, ...fields, action }] }).value?.ingress, [DENY_ALL]);
      assert.ok(errorsOf({ ingress: [{ ...rule, ...fields }] }).includes(error), String(errorsOf({ ingress: [{ ...rule, ...fields }] })));
    });
  }

  for (const [field, code] of [
    ['domainNames', 'unsupported-domain-names'],
    ['nodes', 'unsupported-nodes'],
  ] as const) {
    it(`a rule with ${field} fails closed, with the code ${code}`, () => {
      const to = [{ [field]: field === 'nodes' ? {} : ['example.com'] }];
      const path = `spec.egress[0].to[0].${field}`;
      assert.deepEqual(read({ egress: [{ action: 'Accept', to }] }).value?.egress, []);
      assert.deepEqual(read({ egress: [{ action: 'Deny', to }] }).value?.egress, [{ ...DENY_ALL, path: 'spec.egress[0]' }]);
      assert.deepEqual(errorsOf({ egress: [{ action: 'Deny', to }] }), [`${code} ${path}`]);
    });
  }

  it('an unknown action denies all', () => {
    assert.deepEqual(read({ ingress: [{ ...rule, action: 'Log' }] }).value?.ingress, [DENY_ALL]);
  });

  it('every rule of a policy with an unknown tier, an unknown field or an invalid priority fails closed, in the Admin tier', () => {
    for (const fields of [{ tier: 'Future' }, { future: 1 }, { priority: 2000 }, { priority: undefined }]) {
      const { value } = read({ ...fields, ingress: [{ ...rule, action: 'Pass' }, rule] });
      assert.equal(value?.tier, 'Admin');
      assert.deepEqual(value.ingress, [DENY_ALL]);
    }
  });

  it('a subject that is incomplete selects more pods, and leaves only the restrictions', () => {
    for (const subject of [undefined, {}, { future: {} }, { pods: {} }]) {
      const { value } = read({ subject, ingress: [rule, { ...rule, action: 'Pass' }] });
      assert.deepEqual(
        value?.ingress.map(({ action, path }) => [action, path]),
        [['Deny', 'spec.ingress[1]']],
      );
      assert.deepEqual(value?.subject.pods, { matchLabels: {}, matchExpressions: [] });
    }
  });

  it('a label value that no label can have is used, and matches no pod', () => {
    const peer = { namespaces: { matchLabels: { a: 'not valid!' } } };
    const { value, issues } = read({ ingress: [{ action: 'Deny', from: [peer] }] });
    assert.deepEqual(
      issues.map(({ severity }) => severity),
      ['warning'],
    );
    assert.notEqual(value?.ingress[0]?.peers, 'any');
  });

  it('a CIDR with host bits is read without them, with a warning', () => {
    const { value, issues } = read({ egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.5/8'] }] }] });
    assert.deepEqual(
      issues.map(({ severity, code }) => `${severity} ${code}`),
      ['warning ambiguous-cidr'],
    );
    assert.deepEqual(value?.egress[0]?.peers, [{ kind: 'ipBlock', path: 'spec.egress[0].to[0]', cidr: '10.0.0.0/8', except: [] }]);
  });

  it('a policy with too many entries denies all in the directions that restrict', () => {
    const networks = Array.from({ length: 30 }, (_, index) => `10.0.0.${index}/32`);
    const { value, issues } = read({ ingress: [rule], egress: [{ action: 'Pass', to: [{ networks }] }] }, { maxEntries: 20 });
    assert.deepEqual(issues.map(({ code }) => code).slice(0, 1), ['too-many-entries']);
    assert.deepEqual([value?.ingress, value?.egress.map(({ action, peers }) => [action, peers])], [[], [['Deny', 'any']]]);
  });

  it('an empty list of rules has no effect', () => {
    assert.deepEqual(read({ ingress: [] }).value?.ingress, []);
  });

  it('a manifest that was never stored is rejected as the API server rejects it', () => {
    const manifest = { metadata: { name: 'p' }, spec: { tier: 'Admin', priority: 1, subject: {}, ingress: [rule] } };
    assert.equal(readClusterPolicy(manifest, { strict: true }).value, undefined);
  });
});
