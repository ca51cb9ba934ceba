import assert from 'node:assert/strict';
import { Cluster, type ClusterBounds } from '../../src/core/cluster.ts';
import { MAX_ISSUES } from '../../src/core/issue-list.ts';
import type { NamedPort, Pod } from '../../src/core/model.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import { output } from './cluster-paths.ts';

const http = (port: number): NamedPort => ({ name: 'http', protocol: 'TCP', port });

function pod(name: string, address: string, app: string, ports: readonly NamedPort[] = []): Pod {
  const state = { hostNetwork: false, finished: false, terminating: false };
  return { namespace: 'x', name, uid: name, labels: { app }, node: 'n', ...state, addresses: [address], ports };
}

function policy(spec: object) {
  const object = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace: 'x', name: 'p', uid: 'p' }, spec };
  return readNetworkPolicy(object).value!;
}

const select = (app: string) => ({ podSelector: { matchLabels: { app } } });
const egress = (to: readonly object[], ...names: readonly string[]) =>
  policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{ to, ports: names.map(port => ({ port })) }] });

/** Pod `subject`, and ten pods of each of the apps a and b, with two numbers for `http`. */
function cluster(bounds?: ClusterBounds): Cluster {
  const state = new Cluster(bounds);
  state.set('namespace', { name: 'x', labels: {} });
  state.set('pod', pod('subject', '10.0.0.1', 's'));
  for (const [row, app] of ['a', 'b'].entries()) {
    for (let index = 0; index < 10; index++)
      state.set('pod', pod(`${app}${index}`, `10.1.${row}.${index * 2}`, app, [http(8000 + (index % 2))]));
  }
  return state;
}

function codesOf(state: Cluster, key = 'x/subject'): string[] {
  return state.compile(key)!.issues.map(({ code }) => code);
}

describe('core/cluster: the bound on pods that named ports of egress select', () => {
  it('counts the pods of a rule once more for each of its named ports', () => {
    const state = cluster({ maxMatches: 30 });
    state.set('policy', egress([select('a')], 'http', 'other'));
    assert.deepEqual(codesOf(state), ['unresolved-named-port']);
    state.set('policy', egress([select('a')], 'http', 'other', 'third'));
    assert.deepEqual(codesOf(state), ['too-many-matches']);
  });

  it('counts every pod of the cluster for a block, and for a rule without peers', () => {
    for (const to of [[], [{ ipBlock: { cidr: '10.0.0.0/8' } }]]) {
      const state = cluster({ maxMatches: 21 });
      state.set('policy', egress(to, 'http'));
      assert.deepEqual(codesOf(state), []);
      state.set('pod', pod('one-more', '10.2.0.1', 'c'));
      assert.deepEqual(codesOf(state), ['too-many-matches']);
    }
  });

  it('counts no pod for numbers, or for names of ingress', () => {
    const state = cluster({ maxMatches: 10 });
    const ports = [{ port: 'http' }, { port: 80 }];
    state.set(
      'policy',
      policy({ podSelector: {}, ingress: [{ from: [select('a')], ports }], egress: [{ to: [select('a')], ports: [ports[1]] }] }),
    );
    assert.deepEqual(codesOf(state), ['unresolved-named-port']);
  });
});

describe('core/cluster: named ports compiled in steps', () => {
  const CHANGES: Readonly<Record<string, (state: Cluster) => void>> = {
    'a peer changes its number': state => state.set('pod', pod('a0', '10.1.0.0', 'a', [http(9000)])),
    'a peer loses its port': state => state.set('pod', pod('a0', '10.1.0.0', 'a')),
    'a peer comes': state => state.set('pod', pod('new', '10.2.0.1', 'b', [http(8000)])),
    'a peer goes': state => state.delete('pod', 'x/b9'),
    'a second pod claims the address of a peer': state => state.set('pod', pod('rival', '10.1.0.2', 'a', [http(9000)])),
    'a pod that is no peer claims the address of a peer': state => state.set('pod', pod('rival', '10.1.0.2', 'c', [http(8001)])),
  };

  for (const [name, change] of Object.entries(CHANGES)) {
    it(`equals the result of the last state, whenever ${name}`, () => {
      for (let at = 0; at < 10; at++) {
        const state = cluster();
        state.set('policy', egress([select('a'), select('b'), { ipBlock: { cidr: '10.1.0.0/29' } }], 'http'));
        const steps = state.compileProgress('x/subject').steps();
        for (let step = 0; step < at; step++) steps.next();
        change(state);
        for (const _step of steps);
        const fresh = new Cluster();
        for (const kind of ['namespace', 'pod', 'policy'] as const) for (const object of state.values(kind)) fresh.set(kind, object);
        assert.equal(output(state), output(fresh));
      }
    });
  }
});

describe('core/cluster: named ports of ingress', () => {
  it('pods whose names have the same numbers share their grants', () => {
    const state = cluster();
    state.set('policy', policy({ podSelector: {}, ingress: [{ from: [select('a')], ports: [{ port: 'http' }] }] }));
    const ingress = (key: string) => state.compile(`x/${key}`)!.value.ingress;
    assert.ok(ingress('a0') !== 'open');
    assert.equal(ingress('a0'), ingress('b2'));
    assert.notEqual(ingress('a0'), ingress('a1'));
  });

  it('that a pod does not declare are warnings of this pod, in a bounded number', () => {
    const state = cluster();
    const ports = Array.from({ length: 200 }, (_, index) => ({ port: `port-${index}` }));
    state.set('policy', policy({ podSelector: {}, ingress: [{ ports }] }));
    for (const key of ['x/a0', 'x/a1']) {
      const { issues } = state.compile(key)!;
      assert.equal(issues.length, MAX_ISSUES + 1);
      assert.ok(issues.every(issue => issue.pod === key && issue.severity === 'warning'));
    }
  });
});
