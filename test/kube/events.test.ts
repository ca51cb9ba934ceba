import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import type { Issue } from '../../src/core/issue.ts';
import { ApiError } from '../../src/kube/api-error.ts';
import { EventRecorder, type PolicyEvent } from '../../src/kube/events.ts';
import { KubeServer } from '../../src/simulator/kube/server.ts';

const issue = (path: string, message: string): Issue => ({ severity: 'error', code: 'unsupported-sctp', path, message });

describe('kube/events', () => {
  let server: KubeServer;
  let recorders: EventRecorder[];
  let event: PolicyEvent;

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
      policy: { namespace: 'demo', name: 'web', uid: uid! },
      reason: 'UnsupportedOnWindows',
      action: 'RejectItem',
      issues: [issue('spec.ingress[0].ports[0].protocol', 'SCTP'), issue('spec.ingress[0].from[0]', 'NotIn')],
    };
  });
  afterEach(async () => {
    for (const one of recorders) one.close();
    await server.close();
  });

  const stored = () => server.store.list('events');

  it('the Event regards the policy, names every reason and who reports', async () => {
    assert.equal(await recorder('win1').record(event), 'created');
    assert.equal(stored().length, 1);
    // Stored as the core API has it or as events.k8s.io has it: what is asked here is the same in both.
    const [one] = stored();
    assert.equal(one!.type, 'Warning');
    assert.equal(one!.reason, 'UnsupportedOnWindows');
    assert.equal(one!.action, 'RejectItem');
    assert.equal(one!.eventTime, '2026-08-01T12:30:05.042000Z');
    const { namespace, name, uid } = event.policy;
    assert.deepEqual(one!.regarding ?? one!.involvedObject, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      namespace,
      name,
      uid,
    });
    assert.equal(one!.note ?? one!.message, 'spec.ingress[0].ports[0].protocol: SCTP\nspec.ingress[0].from[0]: NotIn');
    assert.equal(one!.reportingController ?? one!.reportingComponent, 'hns-policy-agent');
    assert.equal(one!.reportingInstance, 'win1');
  });

  it('however many nodes report one rejection, there is one Event', async () => {
    const results = await Promise.all(['win1', 'win2', 'win3'].map(node => recorder(node).record(event)));
    assert.deepEqual(results.sort(), ['created', 'exists', 'exists']);
    assert.equal(stored().length, 1);
  });

  it('another rejection of the same policy is another Event', async () => {
    const one = recorder('win1');
    await one.record(event);
    assert.equal(await one.record({ ...event, issues: event.issues.slice(1) }), 'created');
    assert.equal(stored().length, 2);
  });

  it('the API server accepts the Event of the longest policy and node names and of endless reasons', async () => {
    const issues = Array.from({ length: 300 }, (_, i) => issue(`spec.ingress[${i}].ports[0].protocol`, 'é'.repeat(40)));
    const policy = { ...event.policy, name: `${'a'.repeat(235)}.${'b'.repeat(17)}` };
    assert.equal(await recorder('n'.repeat(253)).record({ ...event, policy, issues }), 'created');
    const [one] = stored();
    assert.ok(Buffer.byteLength(one!.note ?? one!.message) <= 1024);
  });

  it('a refusal is thrown, and the next attempt is free to succeed', async () => {
    const one = recorder('win1');
    server.faults.inject({ status: 500 });
    await assert.rejects(one.record(event), (error: unknown) => error instanceof ApiError && error.status === 500);
    assert.equal(await one.record(event), 'created');
  });

  it('a namespace that is gone is an error for the caller to judge', async () => {
    const policy = { ...event.policy, namespace: 'gone' };
    await assert.rejects(
      recorder('win1').record({ ...event, policy }),
      (error: unknown) => error instanceof ApiError && error.status === 404,
    );
  });

  it('a server that cannot be reached is an error too', async () => {
    server.faults.goAway();
    await assert.rejects(recorder('win1').record(event));
    server.faults.comeBack();
    assert.deepEqual(stored(), []);
  });
});
