import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { eventNote } from '../../../src/kube/events/event-note.ts';
import { EventRecorder, type ObjectEvent } from '../../../src/kube/events/events.ts';
import { ApiError } from '../../../src/kube/watch/api-error.ts';
import { KubeServer } from '../../../src/simulator/kube/server.ts';

describe('kube/events', () => {
  let server: KubeServer;
  let recorders: EventRecorder[];
  let event: ObjectEvent;

  const recorder = (node: string) => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(server.kubeconfig());
    const made = new EventRecorder({ kubeConfig, node, now: () => Date.UTC(2026, 7, 1, 12, 30, 5, 42) });
    recorders.push(made);
    return made;
  };

  beforeEach(async () => {
    server = await KubeServer.start();
    recorders = [];
    server.store.seed([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace: 'demo', name: 'web' }, spec: {} },
    ]);
    const { uid } = server.store.get('networkpolicies', 'demo/web')!.metadata;
    event = {
      regarding: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'demo', name: 'web', uid: uid! },
      type: 'Warning',
      reason: 'UnsupportedOnWindows',
      action: 'RejectItem',
      note: 'spec.ingress[0].ports[0].protocol: SCTP\nspec.ingress[0].from[0]: NotIn',
      occasion: ['1', 'SCTP', 'NotIn'],
    };
  });
  afterEach(async () => {
    for (const one of recorders) one.close();
    await server.close();
  });

  const stored = () => server.store.list('events');

  it('the Event regards the policy, and has the given texts and the reporter', async () => {
    assert.equal(await recorder('win1').record(event), 'created');
    assert.equal(stored().length, 1);
    // The store may have the form of the core API or of events.k8s.io. The fields checked here are the same in both.
    const [one] = stored();
    assert.equal(one!.type, 'Warning');
    assert.equal(one!.reason, 'UnsupportedOnWindows');
    assert.equal(one!.action, 'RejectItem');
    assert.equal(one!.eventTime, '2026-08-01T12:30:05.042000Z');
    assert.deepEqual(one!.regarding ?? one!.involvedObject, event.regarding);
    assert.equal(one!.note ?? one!.message, event.note);
    assert.equal(one!.reportingController ?? one!.reportingComponent, 'hns-policy-agent');
    assert.equal(one!.reportingInstance, 'win1');
  });

  it('any number of nodes that report one rejection create one Event', async () => {
    const results = await Promise.all(['win1', 'win2', 'win3'].map(node => recorder(node).record(event)));
    assert.deepEqual(results.sort(), ['created', 'exists', 'exists']);
    assert.equal(stored().length, 1);
  });

  it('another occasion is another Event', async () => {
    const one = recorder('win1');
    await one.record(event);
    assert.equal(await one.record({ ...event, occasion: ['2'] }), 'created');
    assert.equal(stored().length, 2);
  });

  for (const type of ['Normal', 'Warning'] as const) {
    it(`the API server accepts a ${type} about a Pod, and about a Node in the namespace default`, async () => {
      const one = recorder('win1');
      const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'demo', name: 'web-0', uid: 'u1' } as const;
      const node = { apiVersion: 'v1', kind: 'Node', name: 'win1', uid: 'win1' } as const;
      assert.equal(await one.record({ ...event, type, regarding: pod }), 'created');
      assert.equal(await one.record({ ...event, type, regarding: node }), 'created');
      const found = stored().map(stored => [stored.metadata.namespace, stored.type, stored.regarding ?? stored.involvedObject]);
      assert.deepEqual(
        found.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
        [
          ['default', type, node],
          ['demo', type, pod],
        ],
      );
    });
  }

  it('the API server accepts the Event of the longest policy and node names and of very long reasons', async () => {
    const note = eventNote(Array.from({ length: 300 }, (_, i) => `spec.ingress[${i}].ports[0].protocol: ${'é'.repeat(40)}`));
    const regarding = { ...event.regarding, name: `${'a'.repeat(235)}.${'b'.repeat(17)}` };
    assert.equal(await recorder('n'.repeat(253)).record({ ...event, regarding, note }), 'created');
    const [one] = stored();
    assert.ok(Buffer.byteLength(one!.note ?? one!.message) <= 1024);
  });

  it('a rejection is thrown, and the next attempt may succeed', async () => {
    const one = recorder('win1');
    server.faults.inject({ status: 500 });
    await assert.rejects(one.record(event), (error: unknown) => error instanceof ApiError && error.status === 500);
    assert.equal(await one.record(event), 'created');
  });

  it('a deleted namespace is an error that the caller handles', async () => {
    const regarding = { ...event.regarding, namespace: 'gone' };
    await assert.rejects(
      recorder('win1').record({ ...event, regarding }),
      (error: unknown) => error instanceof ApiError && error.status === 404,
    );
  });

  it('an unreachable server is an error too', async () => {
    server.faults.goAway();
    await assert.rejects(recorder('win1').record(event));
    server.faults.comeBack();
    assert.deepEqual(stored(), []);
  });
});
