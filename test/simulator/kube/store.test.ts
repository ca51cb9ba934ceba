import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Change } from '../../../src/simulator/kube/history.ts';
import { KINDS } from '../../../src/simulator/kube/kinds.ts';
import { Store } from '../../../src/simulator/kube/store.ts';
import { namespace, pod } from './objects.ts';

describe('simulator/kube/store', () => {
  it('seeds a hundred thousand objects unchanged, in key order', () => {
    const store = new Store();
    const names = Array.from({ length: 100_000 }, (_, i) => `pod-${(i * 7919) % 100_000}`);
    store.seed(names.map(name => pod(name, { status: { phase: 'Running', podIP: '10.0.0.1' } })));
    const listed = store.list('pods');
    assert.deepEqual(
      listed.map(({ metadata }) => metadata.name),
      names.toSorted(),
    );
    assert.deepEqual(listed[0]!.status, { phase: 'Running', podIP: '10.0.0.1' });
    assert.equal(new Set(listed.map(({ metadata }) => metadata.uid)).size, 100_000);
    assert.equal(new Set(listed.map(({ metadata }) => metadata.resourceVersion)).size, 100_000);
  });

  it('adds the name label to a seeded namespace, and keeps the uid of a replaced object', () => {
    const store = new Store();
    store.seed([namespace('demo', { team: 'a' })]);
    const first = store.get('namespaces', 'demo')!;
    store.seed([namespace('demo')]);
    const second = store.get('namespaces', 'demo')!;
    assert.deepEqual(first.metadata.labels, { team: 'a', 'kubernetes.io/metadata.name': 'demo' });
    assert.deepEqual(second.metadata.labels, { 'kubernetes.io/metadata.name': 'demo' });
    assert.equal(second.metadata.uid, first.metadata.uid);
  });

  it('rejects seeds of unknown kinds, and a pod without a namespace', () => {
    const store = new Store();
    assert.throws(() => store.seed([{ apiVersion: 'v1', kind: 'Gadget', metadata: { name: 'x' } }]), /no such kind: v1 Gadget/);
    const homeless = pod('x');
    delete homeless.metadata.namespace;
    assert.throws(() => store.seed([homeless]), /Pod x: namespace/);
  });

  it('reports every change to every listener in order, including changes by a listener', () => {
    const store = new Store();
    const told: string[][] = [[], []];
    const note =
      (i: number) =>
      ({ key, deleted }: Change) =>
        void told[i]!.push(`${deleted ? '-' : '+'}${key}`);
    store.onChange(change => {
      note(0)(change);
      if (change.key === 'default/a' && !change.deleted) store.seed([pod('b')]);
    });
    store.onChange(note(1));
    store.seed([pod('a')]);
    store.remove('pods', 'default/a');
    assert.deepEqual(told[0], ['+default/a', '+default/b', '-default/a']);
    assert.deepEqual(told[1], told[0]);
  });

  it('returns past states page by page, despite later changes', () => {
    const key = fc.constantFrom('a/1', 'a/2', 'a-b/1', 'b/1', 'b/2', 'b/3');
    const step = fc.record({ key, remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), fc.integer({ min: 1, max: 4 }), (steps, cut, limit) => {
        const store = new Store();
        const apply = ({ key, remove }: { key: string; remove: boolean }) => {
          const [namespace, name] = key.split('/') as [string, string];
          if (remove) store.remove('pods', key);
          else store.seed([pod(name, { namespace })]);
        };
        const at = cut % (steps.length + 1);
        for (const one of steps.slice(0, at)) apply(one);
        const revision = store.revision;
        const expected = store.list('pods');
        const ofB = store.list('pods', 'b');
        for (const one of steps.slice(at)) apply(one);
        const read = (namespace?: string) => {
          const found = [];
          for (let after = ''; ; ) {
            const page = store.page('pods', namespace, after, limit, revision)!;
            found.push(...page.values());
            if (page.size < limit) return found;
            after = [...page.keys()].at(-1)!;
          }
        };
        assert.deepEqual(read(), expected);
        assert.deepEqual(read('b'), ofB);
      }),
    );
  });

  it('keeps at least the configured number of changes, and reports the oldest revision', () => {
    const store = new Store(KINDS, 10);
    for (let i = 0; i < 100; i++) store.seed([pod(`p${i}`)]);
    assert.equal(store.changesSince('pods', store.revision - 10)?.length, 10);
    assert.equal(store.changesSince('pods', 1), undefined);
    const oldest = store.oldestWatch('pods');
    assert.equal(store.changesSince('pods', oldest)?.length, store.revision - oldest);
    assert.equal(store.changesSince('pods', oldest - 1), undefined);
    store.emptyWatchCaches();
    assert.deepEqual(store.changesSince('pods', store.revision), []);
    assert.equal(store.changesSince('pods', store.revision - 1), undefined);
  });

  it('keeps the changes for watches in a compaction, and forgets the earlier states', () => {
    const store = new Store();
    store.seed([pod('a')]);
    const before = store.revision;
    store.seed([pod('b')]);
    const names = (at?: number) => [...(store.page('pods', undefined, '', 10, at)?.keys() ?? [])];
    assert.deepEqual(names(before), ['default/a']);
    store.compact();
    assert.equal(store.page('pods', undefined, '', 10, before), undefined);
    assert.deepEqual(names(store.revision), ['default/a', 'default/b']);
    assert.equal(store.changesSince('pods', before)?.length, 1);
  });

  it('restores an earlier revision: its objects, its version, and a history that begins there', () => {
    const store = new Store();
    store.seed([pod('changed', { labels: { x: '1' } }), pod('removed')]);
    const { revision } = store;
    store.seed([pod('changed', { labels: { x: '2' } }), pod('new')]);
    store.remove('pods', 'default/removed');
    store.restore(revision);
    assert.equal(store.revision, revision);
    assert.deepEqual(
      store.list('pods').map(({ metadata }) => [metadata.name, metadata.labels]),
      [
        ['changed', { x: '1' }],
        ['removed', undefined],
      ],
    );
    assert.equal(store.changesSince('pods', revision - 1), undefined);
    store.seed([pod('other')]);
    assert.equal(store.get('pods', 'default/other')!.metadata.resourceVersion, String(revision + 1));
    assert.deepEqual(
      store.changesSince('pods', revision)?.map(({ key }) => key),
      ['default/other'],
    );
    store.compact();
    assert.throws(() => store.restore(revision), RangeError);
  });
});
