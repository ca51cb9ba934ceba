import assert from 'node:assert/strict';
import { policyNamed } from '../../../src/agent/report/policy-event.ts';
import { PolicyReporter } from '../../../src/agent/report/policy-reporter.ts';
import { Cluster } from '../../../src/core/cluster.ts';
import type { Pod } from '../../../src/core/model.ts';
import { pod } from '../objects.ts';

const NAMESPACE = 'kube-system';
const AGENT = { 'app.kubernetes.io/name': 'hns-policy-agent', 'app.kubernetes.io/component': 'agent' };
const NODES = Array.from({ length: 100 }, (_, index) => `win${index}`);
const SELECTS = { namespace: 'demo', podSelector: { matchLabels: { app: 'web' }, matchExpressions: [] } };

function agentOn(node: string, more: Partial<Pod> = {}): Pod {
  return { ...pod(`agent-${node}`, '', AGENT), namespace: NAMESPACE, addresses: [], node, hostNetwork: true, ...more };
}

describe('agent/report/policy-reporter', () => {
  let cluster: Cluster;

  beforeEach(() => {
    cluster = new Cluster();
    for (const [index, node] of NODES.entries()) {
      cluster.set('pod', agentOn(node));
      cluster.set('pod', { ...pod(`web${index}`, `10.0.0.${index}`, { app: 'web' }), node });
    }
  });

  const reporters = (uid: string, namespace: string | undefined = NAMESPACE, selects = () => SELECTS) =>
    NODES.filter(node => new PolicyReporter({ node, namespace, cluster, selects }).isHere(policyNamed('demo/p', uid)));

  it('one of 100 nodes reports a policy, and policies are spread over the nodes', () => {
    const chosen = Array.from({ length: 30 }, (_, index) => reporters(`u${index}`));
    for (const nodes of chosen) assert.equal(nodes.length, 1);
    assert.ok(new Set(chosen.flat()).size > 10);
  });

  it('a node without a pod of the policy is not chosen', () => {
    const [first] = reporters('u1');
    cluster.delete('pod', `demo/web${NODES.indexOf(first!)}`);
    const candidates = reporters('u1').filter(node => node !== first);
    assert.equal(candidates.length, 1);
  });

  it('a node without a running agent is not chosen', () => {
    const [first] = reporters('u1');
    cluster.set('pod', agentOn(first!, { terminating: true }));
    const others = reporters('u1').filter(node => node !== first);
    assert.equal(others.length, 1);
  });

  it('a pod with the labels of the agent in another namespace silences no node', () => {
    cluster = new Cluster();
    cluster.set('pod', agentOn('win0'));
    cluster.set('pod', { ...pod('web', '10.0.0.1', { app: 'web' }), node: 'win0' });
    for (const node of NODES.slice(1)) {
      cluster.set('pod', agentOn(node, { namespace: 'demo' }));
      cluster.set('pod', { ...pod(`web-${node}`, '10.0.1.1', { app: 'web' }), node });
    }
    for (const uid of ['u1', 'u2', 'u3']) assert.ok(reporters(uid).includes('win0'));
  });

  it('every node reports if the namespace of the agents or the pods of the policy are unknown', () => {
    const isHere = (namespace: string | undefined, selects: () => typeof SELECTS | undefined) =>
      NODES.every(node => new PolicyReporter({ node, namespace, cluster, selects }).isHere(policyNamed('demo/p', 'u1')));
    assert.ok(isHere(undefined, () => SELECTS));
    assert.ok(isHere(NAMESPACE, () => undefined));
  });

  it('each node reports its own pods and its Node', () => {
    const reporter = new PolicyReporter({ node: 'win5', namespace: NAMESPACE, cluster, selects: () => SELECTS });
    assert.ok(reporter.isHere({ apiVersion: 'v1', kind: 'Pod', namespace: 'demo', name: 'web5', uid: 'u' }));
    assert.ok(reporter.isHere({ apiVersion: 'v1', kind: 'Node', name: 'win5', uid: 'win5' }));
  });
});
