import assert from 'node:assert/strict';
import type { NetworkPolicy, Rule } from '../../../src/core/model.ts';
import { readNetworkPolicy } from '../../../src/kube/read/policy.ts';

const ALL = { matchLabels: {}, matchExpressions: [] };

const policyOf = (spec: unknown, metadata: unknown = { namespace: 'demo', name: 'p', uid: 'u1' }) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec,
});

/** The value of a policy without issues. */
function valid(spec: unknown): NetworkPolicy {
  const { value, issues } = readNetworkPolicy(policyOf(spec));
  assert.deepEqual(issues, []);
  assert.ok(value);
  return value;
}

/** `path: message` of every issue, and the value. */
function read(spec: unknown, strict = false) {
  const { value, issues } = readNetworkPolicy(policyOf(spec), { strict });
  for (const issue of issues) assert.equal(issue.policy, 'demo/p');
  return { value, issues: issues.map(issue => `${issue.path}: ${issue.message}`) };
}

const onlyRule = (rules: readonly Rule[] | undefined): Rule => {
  assert.equal(rules?.length, 1);
  return rules[0]!;
};

describe('kube/policy', () => {
  describe('policyTypes', () => {
    const rule = [{}];
    const cases: [title: string, spec: object, isolates: string][] = [
      ['missing, no rules: Ingress', {}, 'ingress'],
      ['missing, egress: []: Ingress only', { egress: [] }, 'ingress'],
      ['missing, egress: null: Ingress only', { egress: null }, 'ingress'],
      ['missing, egress rules: both', { egress: rule }, 'ingress egress'],
      ['null is missing', { policyTypes: null, egress: rule }, 'ingress egress'],
      ['[] is missing', { policyTypes: [], egress: rule }, 'ingress egress'],
      ['declared types win: rules of the other direction have no effect', { policyTypes: ['Ingress'], egress: rule }, 'ingress'],
      ['Egress alone leaves ingress open', { policyTypes: ['Egress'], ingress: rule }, 'egress'],
      ['Egress without rules isolates egress', { policyTypes: ['Egress'] }, 'egress'],
      ['both', { policyTypes: ['Egress', 'Ingress'] }, 'ingress egress'],
      ['duplicates pass', { policyTypes: ['Ingress', 'Ingress'] }, 'ingress'],
    ];
    for (const [title, spec, isolates] of cases) {
      it(title, () => {
        const policy = valid(spec);
        assert.equal(['ingress', 'egress'].filter(direction => direction in policy).join(' '), isolates);
      });
    }

    it('an unknown direction is reported and isolates both', () => {
      const { value, issues } = read({ policyTypes: ['ingress'] });
      assert.deepEqual(issues, [
        'spec.policyTypes[0]: Unsupported value: "ingress": supported values: "Ingress", "Egress"; both directions are isolated',
      ]);
      assert.deepEqual([value?.ingress, value?.egress], [[], []]);
    });

    it('more than two are reported', () => {
      const { value, issues } = read({ policyTypes: ['Ingress', 'Egress', 'Ingress'] });
      assert.equal(issues.length, 1);
      assert.match(issues[0]!, /^spec\.policyTypes: Invalid value: .*: may not specify more than two policyTypes/);
      assert.deepEqual([value?.ingress, value?.egress], [[], []]);
    });

    it('a value that is not a list or text isolates both', () => {
      for (const policyTypes of ['Ingress', { Ingress: true }, [1], 7, true]) {
        const { value, issues } = read({ policyTypes, ingress: [] });
        assert.equal(issues.length, 1);
        assert.deepEqual([value?.ingress, value?.egress], [[], []]);
      }
    });
  });

  describe('empty, missing and null', () => {
    it('a missing, null or empty spec isolates every pod of the namespace for ingress', () => {
      for (const spec of [undefined, null, {}, { podSelector: null }, { podSelector: {} }]) {
        assert.deepEqual(valid(spec), { namespace: 'demo', name: 'p', uid: 'u1', podSelector: ALL, ingress: [] });
      }
    });

    it('matchLabels {} and matchExpressions [] are the same as leaving them out', () => {
      for (const podSelector of [{ matchLabels: {} }, { matchExpressions: [] }, { matchLabels: null, matchExpressions: null }]) {
        assert.deepEqual(valid({ podSelector }).podSelector, ALL);
      }
    });

    it('no rules deny all traffic, and the empty rule allows all traffic', () => {
      for (const ingress of [undefined, null, []]) assert.deepEqual(valid({ ingress }).ingress, []);
      assert.deepEqual(valid({ ingress: [{}] }).ingress, [{ path: 'spec.ingress[0]', peers: 'any', ports: 'any' }]);
    });

    it('a missing, null or empty list of peers or ports means any', () => {
      for (const empty of [undefined, null, []]) {
        assert.deepEqual(onlyRule(valid({ ingress: [{ from: empty, ports: empty }] }).ingress), {
          path: 'spec.ingress[0]',
          peers: 'any',
          ports: 'any',
        });
        assert.equal(onlyRule(valid({ policyTypes: ['Egress'], egress: [{ to: empty }] }).egress).peers, 'any');
      }
    });

    it('the empty port means every TCP port and no other port', () => {
      assert.deepEqual(onlyRule(valid({ ingress: [{ ports: [{}] }] }).ingress).ports, [
        { path: 'spec.ingress[0].ports[0]', protocol: 'TCP', port: 'any' },
      ]);
    });

    it('a null list item or label value is read as the empty one, like in the API server', () => {
      assert.deepEqual(valid({ ingress: [null] }).ingress, valid({ ingress: [{}] }).ingress);
      assert.deepEqual(valid({ ingress: [{ ports: [null] }] }).ingress, valid({ ingress: [{ ports: [{}] }] }).ingress);
      assert.deepEqual(valid({ podSelector: { matchLabels: { app: null } } }).podSelector.matchLabels, { app: '' });
      assert.match(read({ ingress: [{ from: [null] }] }).issues[0]!, /^spec\.ingress\[0\]\.from\[0\]: Required value: must specify a peer/);
    });
  });

  describe('peers', () => {
    const peers = (...from: unknown[]) => onlyRule(valid({ ingress: [{ from }] }).ingress).peers;
    const app = { matchLabels: { app: 'a' } };
    const appSelector = { matchLabels: { app: 'a' }, matchExpressions: [] };
    const path = 'spec.ingress[0].from[0]';

    it('a podSelector alone means the policy’s own namespace', () => {
      assert.deepEqual(peers({ podSelector: app }), [{ kind: 'pods', path, namespaces: 'same', pods: appSelector }]);
      assert.deepEqual(peers({ podSelector: {}, namespaceSelector: null }), [{ kind: 'pods', path, namespaces: 'same', pods: ALL }]);
    });

    it('a namespaceSelector alone means every pod of those namespaces, and the empty one means every namespace', () => {
      assert.deepEqual(peers({ namespaceSelector: app }), [{ kind: 'pods', path, namespaces: appSelector, pods: ALL }]);
      assert.deepEqual(peers({ namespaceSelector: {} }), [{ kind: 'pods', path, namespaces: ALL, pods: ALL }]);
    });

    it('both in one item are one peer, and in two items two peers', () => {
      assert.deepEqual(peers({ podSelector: app, namespaceSelector: {} }), [{ kind: 'pods', path, namespaces: ALL, pods: appSelector }]);
      assert.equal(peers({ podSelector: app }, { namespaceSelector: {} }).length, 2);
    });

    it('an ipBlock keeps its excepts', () => {
      assert.deepEqual(peers({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.3.4/32'] } }), [
        { kind: 'ipBlock', path, cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.3.4/32'] },
      ]);
      assert.deepEqual(peers({ ipBlock: { cidr: 'FD00::/8', except: null } }), [{ kind: 'ipBlock', path, cidr: 'fd00::/8', except: [] }]);
      assert.deepEqual(peers({ ipBlock: { cidr: '::/0' }, podSelector: null }), [{ kind: 'ipBlock', path, cidr: '::/0', except: [] }]);
    });

    it('egress peers are read the same way', () => {
      const { egress } = valid({ egress: [{}, { to: [{ podSelector: app }] }] });
      assert.deepEqual(egress?.[1]?.peers, [{ kind: 'pods', path: 'spec.egress[1].to[0]', namespaces: 'same', pods: appSelector }]);
    });
  });

  describe('ports', () => {
    const port = (raw: object) => {
      const { ports } = onlyRule(valid({ ingress: [{ ports: [raw] }] }).ingress);
      assert.ok(ports !== 'any' && ports.length === 1);
      return [ports[0]!.protocol, ports[0]!.port];
    };
    it('numbers, names, ranges and protocols', () => {
      assert.deepEqual(port({ port: 80 }), ['TCP', [80, 80]]);
      assert.deepEqual(port({ protocol: null, port: 80, endPort: null }), ['TCP', [80, 80]]);
      assert.deepEqual(port({ protocol: 'UDP', port: 1, endPort: 65535 }), ['UDP', [1, 65535]]);
      assert.deepEqual(port({ protocol: 'SCTP' }), ['SCTP', 'any']);
      assert.deepEqual(port({ port: 'http-2' }), ['TCP', { name: 'http-2' }]);
      assert.deepEqual(port({ port: 443, endPort: 443 }), ['TCP', [443, 443]]);
    });
  });

  describe('unknown fields', () => {
    const misspelt: [spec: object, path: string][] = [
      [{ podSelectors: {} }, 'spec.podSelectors'],
      [{ PodSelector: {} }, 'spec.PodSelector'],
      [{ ingress: [{ form: [] }] }, 'spec.ingress[0].form'],
      [{ ingress: [{ port: 80 }] }, 'spec.ingress[0].port'],
      [{ ingress: [{ to: [] }] }, 'spec.ingress[0].to'],
      [{ egress: [{ from: [] }] }, 'spec.egress[0].from'],
      [{ ingress: [{ from: [{ podSelector: {}, namespaceSelectors: {} }] }] }, 'spec.ingress[0].from[0].namespaceSelectors'],
      [{ ingress: [{ from: [{ podSelector: { matchLabel: {} } }] }] }, 'spec.ingress[0].from[0].podSelector.matchLabel'],
      [{ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', excepts: [] } }] }] }, 'spec.ingress[0].from[0].ipBlock.excepts'],
      [{ ingress: [{ ports: [{ port: 80, endport: 90 }] }] }, 'spec.ingress[0].ports[0].endport'],
      [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', value: 1 }] } }, 'spec.podSelector.matchExpressions[0].value'],
    ];
    for (const [spec, path] of misspelt) {
      it(`strict reading rejects ${path}`, () => {
        assert.deepEqual(read(spec).issues, []);
        const { value, issues } = read(spec, true);
        assert.equal(issues.length, 1);
        assert.ok(issues[0]!.startsWith(`${path}: unknown field; there are: `), issues[0]);
        assert.equal(value, undefined);
      });
    }

    it('strict reading knows every field of the API', () => {
      const metadata = {
        name: 'p',
        labels: {},
        annotations: {},
        managedFields: [],
        ownerReferences: [],
        resourceVersion: '1',
        generation: 1,
      };
      const selector = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] };
      const from = [{ podSelector: selector, namespaceSelector: selector }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/9'] } }];
      const ports = [{ protocol: 'TCP', port: 1, endPort: 2 }];
      const spec = { podSelector: selector, policyTypes: ['Ingress'], ingress: [{ from, ports }], egress: [{ to: from, ports }] };
      assert.deepEqual(readNetworkPolicy(policyOf(spec, metadata), { strict: true }).issues, []);
    });

    it('the generation is kept, and absent if the object has none', () => {
      assert.equal(readNetworkPolicy(policyOf({}, { name: 'p', generation: 7 })).value?.generation, 7);
      assert.ok(!('generation' in readNetworkPolicy(policyOf({}, { name: 'p' })).value!));
    });

    it('strict reading rejects a policy with any error as a whole, without reporting the effect of its valid parts', () => {
      const spec = { ingress: [{ from: [{}, { podSelector: {} }] }] };
      assert.deepEqual(read(spec, true), { value: undefined, issues: ['spec.ingress[0].from[0]: Required value: must specify a peer'] });
      assert.equal(onlyRule(read(spec).value?.ingress).peers.length, 1);
    });

    it('strict reading accepts warnings', () => {
      const { value, issues } = read({ ingress: [{ from: [{ ipBlock: { cidr: 'FD00::/8' } }] }] }, true);
      assert.equal(issues.length, 1);
      assert.ok(value);
    });

    it('strict reading rejects unknown metadata and a status, which NetworkPolicy no longer has', () => {
      const object = { ...policyOf({}, { name: 'p', lables: {} }), status: {} };
      assert.deepEqual(
        readNetworkPolicy(object, { strict: true }).issues.map(issue => issue.path),
        ['status', 'metadata.lables'],
      );
      assert.deepEqual(readNetworkPolicy(object).issues, []);
    });
  });

  describe('metadata', () => {
    const names = (metadata: unknown) => {
      const { value, issues } = readNetworkPolicy(policyOf({}, metadata));
      return { key: value && `${value.namespace}/${value.name}`, paths: issues.map(issue => issue.path) };
    };
    it('a missing namespace is default', () => {
      assert.deepEqual(names({ name: 'p' }), { key: 'default/p', paths: [] });
      assert.deepEqual(names({ name: 'p.q-r', namespace: '' }), { key: 'default/p.q-r', paths: [] });
    });

    it('a policy without a name or namespace has no value', () => {
      for (const name of [undefined, null, '', 5, {}]) {
        assert.deepEqual(names({ name, namespace: 'demo' }), { key: undefined, paths: ['metadata.name'] });
      }
      for (const namespace of [5, []]) {
        assert.deepEqual(names({ name: 'p', namespace }), { key: undefined, paths: ['metadata.namespace'] });
      }
      assert.deepEqual(names({ generateName: 'p-' }), { key: undefined, paths: ['metadata.name'] });
    });

    it('a policy with an invalid name is reported and used, but strict reading rejects it', () => {
      const refused = (metadata: object) => readNetworkPolicy(policyOf({}, metadata), { strict: true }).value === undefined;
      for (const name of ['P', '-p', 'p-', 'a..b', 'a_b', 'a'.repeat(254), 'p\n']) {
        assert.deepEqual(names({ name, namespace: 'demo' }), { key: `demo/${name}`, paths: ['metadata.name'] });
        assert.ok(refused({ name, namespace: 'demo' }));
      }
      for (const namespace of ['a.b', 'A', '-', 'a'.repeat(64)]) {
        assert.deepEqual(names({ name: 'p', namespace }), { key: `${namespace}/p`, paths: ['metadata.namespace'] });
        assert.ok(refused({ name: 'p', namespace }));
      }
    });

    it('invalid labels and annotations are reported, and the policy is used', () => {
      const metadata = {
        name: 'p',
        labels: { 'a b': 'c', d: 'e!' },
        annotations: { 'Example.com/OK': 'any text at all', '': 'x' },
      };
      const { key, paths } = names(metadata);
      assert.equal(key, 'default/p');
      assert.deepEqual(paths, ['metadata.labels', 'metadata.labels', 'metadata.annotations', 'metadata.annotations']);
      assert.deepEqual(names({ name: 'p', annotations: { big: 'x'.repeat(256 * 1024) } }).paths, ['metadata.annotations']);
      assert.deepEqual(names({ name: 'p', labels: 'app=web' }), { key: 'default/p', paths: ['metadata.labels'] });
    });
  });
});
