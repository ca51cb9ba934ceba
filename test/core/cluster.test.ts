import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Cluster } from '../../src/core/cluster.ts';
import { cluster as anyCluster } from '../oracle/cluster.arbitrary.ts';
import { namespace, node, pod, policy, cluster as raw } from '../oracle/notation.ts';
import { type Loaded, read } from '../oracle/world.ts';
import { apply, deletion, type Event, fresh, idOf, output, PATHS } from './cluster-paths.ts';
import { STATES } from './cluster-states.ts';

describe('core/cluster: changes of state', () => {
  it('all states with pods differ in their output', () => {
    const outputs = Object.values(STATES)
      .filter(state => state.some(({ kind }) => kind === 'pod'))
      .map(fresh);
    assert.equal(new Set(outputs).size, outputs.length);
  });

  for (const [way, path] of Object.entries(PATHS)) {
    it(`${way}: the output depends only on the final state`, () => {
      for (const [fromName, from] of Object.entries(STATES)) {
        for (const [toName, to] of Object.entries(STATES)) {
          const cluster = new Cluster();
          apply(cluster, from);
          output(cluster);
          for (const batch of path(from, to)) {
            apply(cluster, batch);
            output(cluster);
          }
          assert.equal(output(cluster), fresh(to), `from "${fromName}" to "${toName}"`);
        }
      }
    });
  }

  it('the output is right after one cluster went through all states and back', () => {
    const cluster = new Cluster();
    const walk = [...Object.values(STATES), ...Object.values(STATES).reverse()];
    for (const [index, state] of walk.entries()) {
      for (const batch of PATHS['one by one']!(walk[index - 1] ?? [], state)) apply(cluster, batch);
      assert.equal(output(cluster), fresh(state));
    }
  });

  it('after random events the output depends only on the remaining objects', () => {
    const step = fc.record({ pick: fc.nat(), deleted: fc.boolean(), compiled: fc.boolean() });
    const objects = fc.array(anyCluster({ rejected: 60 }), { minLength: 2, maxLength: 3 }).map(list => list.flatMap(read));
    fc.assert(
      fc.property(objects, fc.array(step, { maxLength: 30 }), (objects, steps) => {
        const cluster = new Cluster();
        const left = new Map<string, Loaded>();
        for (const { pick, deleted, compiled } of steps) {
          const object = objects[pick % objects.length]!;
          const event: Event = deleted ? deletion(object) : object;
          apply(cluster, [event]);
          if (deleted) left.delete(idOf(object));
          else left.set(idOf(object), object);
          if (compiled) assert.equal(output(cluster), fresh([...left.values()].reverse()));
        }
        assert.equal(output(cluster), fresh([...left.values()].reverse()));
      }),
      { numRuns: 500 },
    );
  });
});

describe('core/cluster: inputs of a compilation', () => {
  const web = pod('web', '10.0.0.1', { labels: 'app=web', node: 'n1' });
  const objects = [
    namespace('x'),
    node('n1', '10.9.0.1'),
    web,
    pod('client', '10.0.0.2', { labels: 'app=client' }),
    pod('y/other', '10.0.0.3'),
    policy('p', {
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }] }],
    }),
  ];

  /** True if the compiled policy of `x/web` is the same object after these events. */
  function survives(...events: Event[]): boolean {
    const cluster = new Cluster();
    apply(cluster, read(raw(...objects)));
    const before = cluster.compile('x/web');
    assert.ok(before);
    apply(cluster, events);
    return cluster.compile('x/web') === before;
  }
  const set = (...changed: typeof objects) =>
    read(raw(...changed)).filter(({ object }) => changed.some(({ metadata }) => metadata.name === object.name));

  it('without a change it returns the same object', () => assert.ok(survives()));

  it('an unrelated pod, policy or node has no effect', () => {
    assert.ok(survives(...set(pod('y/other', '10.0.0.33'), pod('y/new', '10.0.0.4', { labels: 'app=client' }))));
    assert.ok(survives(...set(node('n2', '10.9.0.2'))));
    assert.ok(survives(...set(policy('q', { podSelector: { matchLabels: { app: 'client' } } }), policy('y/p', { podSelector: {} }))));
  });

  it('setting a peer again with the same address and ports has no effect', () => {
    assert.ok(survives(...set(pod('client', '10.0.0.2', { labels: 'app=client extra=1', terminating: true }))));
  });

  it('the pod, its node, a policy that selects it and an address of a peer have an effect', () => {
    assert.ok(!survives(...set({ ...web, metadata: { ...web.metadata, labels: { app: 'web', tier: '1' } } })));
    assert.ok(!survives(...set(node('n1', '10.9.0.9'))));
    assert.ok(!survives(...set(policy('q', { podSelector: {} }))));
    assert.ok(!survives(...set(pod('client', '10.0.0.22', { labels: 'app=client' }))));
    assert.ok(!survives({ kind: 'pod', deleted: 'x/client' }));
  });

  it('another pod that claims an address of the pod or of a peer has an effect, but a terminating one does not', () => {
    assert.ok(!survives(...set(pod('y/heir', '10.0.0.2'))));
    assert.ok(!survives(...set(pod('y/heir', '10.0.0.1'))));
    assert.ok(survives(...set(pod('y/late', '10.0.0.1', { terminating: true }))));
    assert.ok(survives(...set(pod('y/done', '10.0.0.2', { phase: 'Failed' }), pod('y/host', '10.0.0.2', { hostNetwork: true }))));
  });

  it('a pod that no policy can select is not compiled', () => {
    const cluster = new Cluster();
    const nobody = [pod('host', '10.9.0.1', { hostNetwork: true }), pod('done', '10.0.0.9', { phase: 'Failed' })];
    apply(cluster, read(raw(...objects, ...nobody)));
    for (const key of ['x/host', 'x/done', 'x/nobody']) assert.equal(cluster.compile(key), undefined);
  });
});

describe('core/cluster: the pods of a node', () => {
  it('are those of the pod network, with or without an address, sorted', () => {
    const cluster = new Cluster();
    const objects = [
      pod('b', '10.0.0.1', { node: 'n1' }),
      pod('a', '', { node: 'n1', phase: 'Pending' }),
      pod('leaving', '10.0.0.2', { node: 'n1', terminating: true }),
      pod('done', '10.0.0.3', { node: 'n1', phase: 'Succeeded' }),
      pod('host', '10.9.0.1', { node: 'n1', hostNetwork: true }),
      pod('elsewhere', '10.0.0.4', { node: 'n2' }),
      pod('nowhere', '', { phase: 'Pending' }),
    ];
    apply(cluster, read(raw(...objects)));
    assert.deepEqual(
      cluster.podsOfNode('n1').map(({ name }) => name),
      ['a', 'b', 'leaving'],
    );
    assert.deepEqual(cluster.podsOfNode('n3'), []);
  });
});
