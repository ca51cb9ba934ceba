/** The reader rejects what the API server rejects (k/k pkg/apis/networking/validation, apimachinery meta/v1/validation). Invalid parts only restrict. */
import assert from 'node:assert/strict';
import { readNetworkPolicy } from '../../../src/kube/read/policy.ts';

const read = (spec: unknown) => readNetworkPolicy({ metadata: { namespace: 'demo', name: 'p' }, spec });
const reasons = (spec: unknown) => read(spec).issues.map(({ path, message }) => `${path}: ${message}`);

/** Path below the element, and the start of the message. */
type Case = [element: unknown, ...issues: string[]];

function expectStarts(actual: readonly string[], expected: readonly string[]): void {
  assert.equal(actual.length, expected.length, actual.join('\n'));
  for (const [index, start] of expected.entries())
    assert.ok(actual[index]!.startsWith(start), `${actual[index]} does not start with ${start}`);
}

const badSelectors: Case[] = [
  [{ matchLabels: { 'a b': 'x' } }, '.matchLabels: Invalid value: "a b": name part must consist of alphanumeric characters'],
  [
    { matchLabels: { '': 'x' } },
    '.matchLabels: Invalid value: "": name part must be non-empty',
    '.matchLabels: Invalid value: "": name part must consist',
  ],
  [{ matchLabels: { '/a': 'x' } }, '.matchLabels: Invalid value: "/a": prefix part must be non-empty'],
  [
    { matchLabels: { 'a/': 'x' } },
    '.matchLabels: Invalid value: "a/": name part must be non-empty',
    '.matchLabels: Invalid value: "a/": name part must consist',
  ],
  [{ matchLabels: { 'A.com/a': 'x' } }, '.matchLabels: Invalid value: "A.com/a": prefix part a lowercase RFC 1123 subdomain must consist'],
  [{ matchLabels: { 'a/b/c': 'x' } }, '.matchLabels: Invalid value: "a/b/c": a valid label key must consist'],
  [
    { matchLabels: { [`${'a'.repeat(254)}/b`]: 'x' } },
    `.matchLabels: Invalid value: "${'a'.repeat(254)}/b": prefix part must be no more than 253 bytes`,
  ],
  [{ matchLabels: { ['k'.repeat(64)]: 'x' } }, `.matchLabels: Invalid value: "${'k'.repeat(64)}": name part must be no more than 63 bytes`],
  [{ matchLabels: { a: 1 } }, '.matchLabels: Invalid value: 1: the value of "a" must be a string'],
  [{ matchLabels: ['a'] }, '.matchLabels: Invalid value: ["a"]: must be an object'],
  [JSON.parse('{"matchLabels":{"__proto__":"x"}}'), '.matchLabels: Invalid value: "__proto__": name part must consist'],
  [
    { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] },
    '.matchExpressions[0].operator: Invalid value: "Gt": not a valid selector operator',
  ],
  [{ matchExpressions: [{ key: 'a' }] }, '.matchExpressions[0].operator: Invalid value: "": not a valid selector operator'],
  [
    { matchExpressions: [{ key: 'a', operator: 'in', values: ['b'] }] },
    '.matchExpressions[0].operator: Invalid value: "in": not a valid selector operator',
  ],
  [
    { matchExpressions: [{ key: 'a', operator: 'In' }] },
    ".matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
  ],
  [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: [] }] }, '.matchExpressions[0].values: Required value: must be specified'],
  [
    { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
    ".matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
  ],
  [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist', values: [''] }] }, '.matchExpressions[0].values: Forbidden: may not'],
  [
    { matchExpressions: [{ operator: 'Exists' }] },
    '.matchExpressions[0].key: Invalid value: "": name part must be non-empty',
    '.matchExpressions[0].key: Invalid value: "": name part must consist',
  ],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: [1] }] }, '.matchExpressions[0].values[0]: Invalid value: 1: must be a string'],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: 'b' }] }, '.matchExpressions[0].values: Invalid value: "b": must be a list'],
  [{ matchExpressions: {} }, '.matchExpressions: Invalid value: object: must be a list'],
  [{ matchExpressions: [{ key: 1, operator: 'Exists' }] }, '.matchExpressions[0].key: Invalid value: 1: must be a string'],
  ['app=web', ': Invalid value: "app=web": must be an object'],
];

/** Values that an older API server may have stored. */
const oldSelectors: Case[] = [
  [{ matchLabels: { a: '-x' } }, '.matchLabels: Invalid value: "-x": a valid label must be an empty string or consist of alphanumeric'],
  [{ matchLabels: { a: 'x\n' } }, '.matchLabels: Invalid value: "x\\n": a valid label must be'],
  [{ matchLabels: { a: 'v'.repeat(64) } }, `.matchLabels: Invalid value: "${'v'.repeat(64)}": must be no more than 63 bytes`],
  [{ matchLabels: { a: 'é' } }, '.matchLabels: Invalid value: "é": a valid label must be'],
  [
    { matchExpressions: [{ key: 'a', operator: 'In', values: ['ok', 'b c'] }] },
    '.matchExpressions[0].values[1]: Invalid value: "b c": a valid label must be',
  ],
  [
    { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b c', '-'] }] },
    '.matchExpressions[0].values[0]: Invalid value: "b c": a valid label must be',
    '.matchExpressions[0].values[1]: Invalid value: "-": a valid label must be',
  ],
];

const badPeers: Case[] = [
  [{}, ': Required value: must specify a peer'],
  [{ podSelector: null, namespaceSelector: null, ipBlock: null }, ': Required value: must specify a peer'],
  [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }, ': Forbidden: may not specify both ipBlock and another peer'],
  [{ ipBlock: { cidr: '10.0.0.0/8' }, namespaceSelector: {} }, ': Forbidden: may not specify both ipBlock and another peer'],
  [{ ipBlock: {} }, '.ipBlock.cidr: Required value'],
  [{ ipBlock: { cidr: null } }, '.ipBlock.cidr: Required value'],
  [
    { ipBlock: { cidr: '10.0.0.1' } },
    '.ipBlock.cidr: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
  ],
  [{ ipBlock: { cidr: '10.0.0.0/33' } }, '.ipBlock.cidr: Invalid value: "10.0.0.0/33": must be a valid CIDR value'],
  [{ ipBlock: { cidr: 'fe80::1%eth0/64' } }, '.ipBlock.cidr: Invalid value'],
  [{ ipBlock: { cidr: '::/129' } }, '.ipBlock.cidr: Invalid value'],
  [{ ipBlock: { cidr: '10.0.0.0/' } }, '.ipBlock.cidr: Invalid value'],
  [{ ipBlock: { cidr: ' 10.0.0.0/8' } }, '.ipBlock.cidr: Invalid value'],
  [{ ipBlock: { cidr: 10 } }, '.ipBlock.cidr: Invalid value: 10: must be a string'],
  [{ ipBlock: '10.0.0.0/8' }, '.ipBlock: Invalid value: "10.0.0.0/8": must be an object'],
  [
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] } },
    '.ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
  ],
  [
    { ipBlock: { cidr: '10.0.0.0/8', except: ['0.0.0.0/0'] } },
    '.ipBlock.except[0]: Invalid value: "0.0.0.0/0": must be a strict subset of `cidr`',
  ],
  [
    { ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } },
    '.ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
  ],
  [
    { ipBlock: { cidr: '0.0.0.0/0', except: ['fd00::/8'] } },
    '.ipBlock.except[0]: Invalid value: "fd00::/8": must be a strict subset of `cidr`',
  ],
  [
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.0.1', 5] } },
    '.ipBlock.except[1]: Invalid value: "10.2.0.1": must be a valid CIDR',
    '.ipBlock.except[2]: Invalid value: 5: must be a string',
  ],
  [{ ipBlock: { cidr: '10.0.0.0/8', except: '10.1.0.0/16' } }, '.ipBlock.except: Invalid value: "10.1.0.0/16": must be a list'],
  ['any', ': Invalid value: "any": must be an object'],
  [[], ': Invalid value: []: must be an object'],
];

const badPorts: Case[] = [
  [{ protocol: 'ICMP' }, '.protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"'],
  [{ protocol: 'tcp' }, '.protocol: Unsupported value: "tcp"'],
  [{ protocol: '' }, '.protocol: Unsupported value: ""'],
  [{ protocol: 6 }, '.protocol: Invalid value: 6: must be a string'],
  [{ port: 0 }, '.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
  [{ port: -1 }, '.port: Invalid value: -1: must be between 1 and 65535, inclusive'],
  [{ port: 65536 }, '.port: Invalid value: 65536: must be between 1 and 65535, inclusive'],
  [{ port: 2 ** 31 }, '.port: Invalid value: 2147483648: must be an integer or a string'],
  [{ port: 80.5 }, '.port: Invalid value: 80.5: must be an integer or a string'],
  [{ port: true }, '.port: Invalid value: true: must be an integer or a string'],
  [{ port: [80] }, '.port: Invalid value: [80]: must be an integer or a string'],
  [{ port: '80' }, '.port: Invalid value: "80": must contain at least one letter (a-z)'],
  [
    { port: '' },
    '.port: Invalid value: "": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    '.port: Invalid value: "": must contain at least one letter',
  ],
  [
    { port: 'HTTP' },
    '.port: Invalid value: "HTTP": must contain only alpha-numeric',
    '.port: Invalid value: "HTTP": must contain at least one letter',
  ],
  [{ port: 'a--b' }, '.port: Invalid value: "a--b": must not contain consecutive hyphens'],
  [{ port: '-a' }, '.port: Invalid value: "-a": must not begin or end with a hyphen'],
  [{ port: 'a-' }, '.port: Invalid value: "a-": must not begin or end with a hyphen'],
  [{ port: 'a_b' }, '.port: Invalid value: "a_b": must contain only alpha-numeric'],
  [{ port: 'sixteen-lettersx' }, '.port: Invalid value: "sixteen-lettersx": must be no more than 15 characters'],
  [{ port: 80, endPort: 79 }, '.endPort: Invalid value: 79: must be greater than or equal to `port`'],
  [{ port: 80, endPort: 65536 }, '.endPort: Invalid value: 65536: must be between 1 and 65535, inclusive'],
  [
    { port: 80, endPort: 0 },
    '.endPort: Invalid value: 0: must be greater than or equal to `port`',
    '.endPort: Invalid value: 0: must be between 1 and 65535',
  ],
  [{ port: 'http', endPort: 80 }, '.endPort: Invalid value: 80: may not be specified when `port` is non-numeric'],
  [{ endPort: 80 }, '.endPort: Invalid value: 80: may not be specified when `port` is not specified'],
  [{ port: 80, endPort: '90' }, '.endPort: Invalid value: "90": must be an integer'],
  [80, ': Invalid value: 80: must be an object'],
];

describe('kube/policy rejects what the API server rejects', () => {
  for (const [selector, ...issues] of badSelectors) {
    it(`selector ${JSON.stringify(selector).slice(0, 100)}`, () => {
      // A peer with this selector is left out. A policy with it isolates and allows no traffic.
      const peer = { namespaceSelector: {}, podSelector: selector };
      const spec = { ingress: [{ from: [peer, { podSelector: {} }] }] };
      expectStarts(
        reasons(spec),
        issues.map(issue => `spec.ingress[0].from[0].podSelector${issue}`),
      );
      assert.deepEqual(read(spec).value?.ingress?.[0]?.peers, [
        { kind: 'pods', path: 'spec.ingress[0].from[1]', namespaces: 'same', pods: { matchLabels: {}, matchExpressions: [] } },
      ]);
      const own = read({ podSelector: selector, ingress: [{}], egress: [{}] });
      assert.deepEqual([own.value?.ingress, own.value?.egress], [[], []]);
      assert.deepEqual(own.value?.podSelector, { matchLabels: {}, matchExpressions: [] });
      const effect = '; the policy isolates the pods that the rest of the selector selects and allows no traffic';
      assert.ok(own.issues.every(issue => issue.path.startsWith('spec.podSelector') && issue.message.endsWith(effect)));
      expectStarts(
        reasons({ podSelector: selector }),
        issues.map(issue => `spec.podSelector${issue}`),
      );
    });
  }

  for (const [selector, ...issues] of oldSelectors) {
    it(`accepts stored selector ${JSON.stringify(selector).slice(0, 100)}, and its values are plain text`, () => {
      const complete = { matchLabels: {}, matchExpressions: [], ...(selector as object) };
      const spec = { podSelector: selector, ingress: [{ from: [{ podSelector: selector, namespaceSelector: selector }] }] };
      const { value, issues: found } = read(spec);
      assert.deepEqual(value?.podSelector, complete);
      assert.deepEqual(value?.ingress?.[0]?.peers, [
        { kind: 'pods', path: 'spec.ingress[0].from[0]', namespaces: complete, pods: complete },
      ]);
      expectStarts(
        reasons({ podSelector: selector }),
        issues.map(issue => `spec.podSelector${issue}`),
      );
      for (const { severity, code, message } of found) {
        assert.deepEqual([severity, code], ['warning', 'invalid']);
        assert.ok(message.endsWith('; no label has this value'));
      }
      const strict = readNetworkPolicy({ metadata: { namespace: 'demo', name: 'p' }, spec }, { strict: true });
      assert.equal(strict.value, undefined);
      assert.ok(strict.issues.every(({ severity }) => severity === 'error'));
    });
  }

  it('a selector with an invalid part still selects by the rest', () => {
    const podSelector = {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'Exists' },
        { key: 'a b', operator: 'Exists' },
      ],
    };
    assert.deepEqual(read({ podSelector, ingress: [{}] }).value, {
      namespace: 'demo',
      name: 'p',
      uid: '',
      podSelector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists', values: [] }] },
      ingress: [],
    });
  });

  for (const [peer, ...issues] of badPeers) {
    it(`peer ${JSON.stringify(peer)}`, () => {
      const spec = { policyTypes: ['Egress'], egress: [{ to: [peer] }] };
      expectStarts(
        reasons(spec),
        issues.map(issue => `spec.egress[0].to[0]${issue}`),
      );
      assert.deepEqual(read(spec).value?.egress, [{ path: 'spec.egress[0]', peers: [], ports: 'any' }]);
      for (const issue of read(spec).issues) {
        assert.deepEqual([issue.code, issue.severity, issue.policy], ['invalid', 'error', 'demo/p']);
        assert.ok(issue.message.endsWith('; this peer allows no traffic'));
      }
    });
  }

  for (const [port, ...issues] of badPorts) {
    it(`port ${JSON.stringify(port)}`, () => {
      const spec = { ingress: [{ ports: [port, { port: 443 }] }] };
      expectStarts(
        reasons(spec),
        issues.map(issue => `spec.ingress[0].ports[0]${issue}`),
      );
      assert.deepEqual(read(spec).value?.ingress, [
        { path: 'spec.ingress[0]', peers: 'any', ports: [{ path: 'spec.ingress[0].ports[1]', protocol: 'TCP', port: [443, 443] }] },
      ]);
      assert.deepEqual(read({ ingress: [{ ports: [port] }] }).value?.ingress?.[0]?.ports, []);
      assert.ok(read(spec).issues.every(issue => issue.message.endsWith('; this port allows no traffic')));
    });
  }

  it('rules and lists of the wrong type allow no traffic, and the isolation stays', () => {
    const cases: [spec: object, path: string, ingress: unknown, egress: unknown][] = [
      [{ ingress: {} }, 'spec.ingress', [], undefined],
      [{ ingress: 'all' }, 'spec.ingress', [], undefined],
      [{ ingress: [[]] }, 'spec.ingress[0]', [], undefined],
      [{ ingress: [true] }, 'spec.ingress[0]', [], undefined],
      [{ ingress: [{ from: {} }] }, 'spec.ingress[0].from', [], undefined],
      [{ ingress: [{ ports: { port: 80 } }] }, 'spec.ingress[0].ports', [], undefined],
      [{ egress: {} }, 'spec.egress', [], []],
      [{ egress: [7] }, 'spec.egress[0]', [], []],
    ];
    for (const [spec, path, ingress, egress] of cases) {
      const { value, issues } = read(spec);
      assert.deepEqual(
        issues.map(issue => issue.path),
        [path],
      );
      assert.deepEqual([value?.ingress, value?.egress], [ingress, egress]);
    }
  });

  it('an invalid rule does not affect the others, and their paths keep their numbers', () => {
    const { value, issues } = read({ ingress: [5, { ports: [{ port: 80 }] }] });
    assert.equal(issues.length, 1);
    assert.deepEqual(
      value?.ingress?.map(rule => rule.path),
      ['spec.ingress[1]'],
    );
  });

  it('a value that is not an object has no value', () => {
    for (const object of [null, undefined, 5, 'x', true, [], { metadata: 5 }, { metadata: { name: '' }, spec: {} }]) {
      const { value, issues } = readNetworkPolicy(object);
      assert.equal(value, undefined);
      assert.ok(issues.length > 0);
    }
  });

  it('a spec that is not an object isolates every pod of the namespace and allows no traffic', () => {
    for (const spec of ['x', [], 5]) {
      const { value, issues } = read(spec);
      assert.deepEqual(value, {
        namespace: 'demo',
        name: 'p',
        uid: '',
        podSelector: { matchLabels: {}, matchExpressions: [] },
        ingress: [],
        egress: [],
      });
      assert.deepEqual(
        issues.map(({ severity, path, message }) => [severity, path, message.split('; ')[1]]),
        [['error', 'spec', 'the policy isolates every pod of its namespace and allows no traffic']],
      );
    }
  });

  it('a wrong type of another field does not remove the policy', () => {
    const policy = { metadata: { namespace: 'demo', name: 'p' }, spec: {} };
    for (const more of [{ apiVersion: 5 }, { kind: [] }, { metadata: { ...policy.metadata, uid: 5 } }]) {
      const { value } = readNetworkPolicy({ ...policy, ...more });
      assert.deepEqual([value?.name, value?.ingress], ['p', []]);
    }
  });

  it('old spellings of CIDRs keep their meaning, with a warning', () => {
    const cases: [cidr: string, meaning: string, reason: RegExp][] = [
      ['10.0.0.5/24', '10.0.0.0/24', /bits are set beyond the prefix length/],
      ['010.000.0.0/8', '10.0.0.0/8', /leading zeros/],
      ['10.0.0.0/08', '10.0.0.0/8', /leading zeros/],
      ['::ffff:10.0.0.0/104', '10.0.0.0/8', /IPv4-mapped/],
      ['::ffff:10.1.2.3/104', '10.0.0.0/8', /bits are set.*IPv4-mapped/],
      ['fd00::1/64', 'fd00::/64', /bits are set/],
    ];
    for (const [cidr, meaning, reason] of cases) {
      const { value, issues } = read({ ingress: [{ from: [{ ipBlock: { cidr } }] }] });
      assert.deepEqual(
        issues.map(({ code, severity, path }) => [code, severity, path]),
        [['ambiguous-cidr', 'warning', 'spec.ingress[0].from[0].ipBlock.cidr']],
      );
      assert.match(issues[0]!.message, reason);
      const peers = value?.ingress?.[0]?.peers;
      assert.ok(peers && peers !== 'any' && peers[0]?.kind === 'ipBlock');
      assert.equal(peers[0].cidr, meaning);
    }
    const except = read({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.2.3/16'] } }] }] });
    assert.deepEqual(
      except.issues.map(issue => [issue.code, issue.path]),
      [['ambiguous-cidr', 'spec.ingress[0].from[0].ipBlock.except[0]']],
    );
    assert.deepEqual(except.value?.ingress?.[0]?.peers, [
      { kind: 'ipBlock', path: 'spec.ingress[0].from[0]', cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
    ]);
  });

  it('IPv6 in another spelling than RFC 5952 causes no issue', () => {
    const { value, issues } = read({ ingress: [{ from: [{ ipBlock: { cidr: '2001:DB8:0:0::/64' } }] }] });
    assert.deepEqual(issues, []);
    assert.deepEqual(value?.ingress?.[0]?.peers, [{ kind: 'ipBlock', path: 'spec.ingress[0].from[0]', cidr: '2001:db8::/64', except: [] }]);
  });

  it('all reasons are listed, not only the first', () => {
    const spec = {
      podSelector: { matchLabels: { '!': 'a' } },
      policyTypes: ['Foo'],
      ingress: [{ from: [{}], ports: [{ port: 0, protocol: 'X' }] }],
      egress: [{ to: [{ ipBlock: { cidr: 'x' } }] }],
    };
    assert.deepEqual(
      read(spec).issues.map(issue => issue.path),
      [
        'spec.podSelector.matchLabels',
        'spec.ingress[0].from[0]',
        'spec.ingress[0].ports[0].protocol',
        'spec.ingress[0].ports[0].port',
        'spec.egress[0].to[0].ipBlock.cidr',
        'spec.policyTypes[0]',
      ],
    );
  });

  it('a circular object, which YAML anchors can create, is rejected like any other', () => {
    const circular: unknown[] = [];
    circular.push(circular);
    assert.deepEqual(read({ podSelector: { matchLabels: circular } }).value?.ingress, []);
    assert.equal(read({ ingress: [{ ports: [{ port: circular }] }] }).issues.length, 1);
  });
});

describe('kube/read: a policy with very many errors', () => {
  const read = (options: { readonly maxIssues?: number } = {}) =>
    readNetworkPolicy(
      {
        metadata: { name: 'p', namespace: 'demo' },
        spec: { podSelector: {}, ingress: [{ ports: Array.from({ length: 9_000 }, () => ({ port: 70_000 })) }] },
      },
      options,
    );

  it('lists 50 errors, counts the others, and grants nothing', () => {
    const { value, issues } = read();
    assert.equal(issues.length, 51);
    assert.deepEqual([issues.at(-1)!.code, issues.at(-1)!.unlisted], ['invalid', 8_950]);
    assert.deepEqual(value!.ingress![0]!.ports, []);
  });

  it('lists as many errors as the setting allows', () => {
    const { issues } = read({ maxIssues: 3 });
    assert.deepEqual([issues.length, issues.at(-1)!.unlisted], [4, 8_997]);
  });
});
