/** Each kind of uncertainty, once each in an Accept, a Deny and a Pass rule. */
import assert from 'node:assert/strict';
import type { RawClusterPolicy, RawTierRule } from '../oracle/cluster-policy.ts';
import type { RawCluster, RawPod } from '../oracle/raw.ts';
import { judge, load } from '../oracle/world.ts';

const ACTIONS = ['Accept', 'Deny', 'Pass'] as const;
type Action = (typeof ACTIONS)[number];

function pod(name: string, ip: string, fields: { app?: string; node?: string; terminating?: boolean; namespace?: string } = {}): RawPod {
  const { app = name, node = 'n1', terminating = false, namespace = 'x' } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, uid: name, labels: { app }, ...(terminating && { deletionTimestamp: '2026-01-01T00:00:00Z' }) },
    spec: { nodeName: node, containers: [{ name: 'c', image: 'i', ports: [{ name: 'web', containerPort: 80 }] }] },
    status: { phase: 'Running', podIPs: [{ ip }] },
  };
}

const BLUE = { pods: { podSelector: { matchLabels: { app: 'blue' } } } };

function policy(rule: Partial<RawTierRule> & { readonly action: string }, subject: object = { namespaces: {} }): RawClusterPolicy {
  return {
    apiVersion: 'policy.networking.k8s.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'p', uid: 'p' },
    spec: { tier: 'Admin', priority: 1, subject, ingress: [{ from: [BLUE], ...rule }] },
  } as RawClusterPolicy;
}

/** An Admin policy, NetworkPolicies that allow nobody to reach the server, and a Baseline policy that never decides. */
function decide(clusterPolicy: RawClusterPolicy, pods: readonly RawPod[], from = '10.0.0.2', isolated = true) {
  const deny = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: 'x', name: 'deny', uid: 'deny' },
    spec: { podSelector: {} },
  } as const;
  const raw: RawCluster = {
    namespaces: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }],
    nodes: [],
    pods: [pod('server', '10.0.0.1'), ...pods],
    policies: isolated ? [deny] : [],
    clusterPolicies: [clusterPolicy],
  };
  return judge(load(raw, { mode: 'reject-item', translate: [] }), { from, to: '10.0.0.1', protocol: 'TCP', port: 80 }).ingress.reason;
}

/** The reasons for an isolated server (Accept) and an open one (Deny and Pass). */
function reasons(clusterPolicy: (action: Action) => RawClusterPolicy, pods: readonly RawPod[], from?: string) {
  return Object.fromEntries(ACTIONS.map(action => [action, decide(clusterPolicy(action), pods, from, action === 'Accept')]));
}

const CERTAIN = { Accept: 'accepted', Deny: 'denied', Pass: 'not-isolated' };
const CLOSED = { Accept: 'not-granted', Deny: 'denied', Pass: 'denied' };
const plain = (action: Action) => policy({ action });

describe('core: uncertainty in the rules of a tier', () => {
  it('a certain owner matches each rule', () => {
    assert.deepEqual(reasons(plain, [pod('blue', '10.0.0.2')]), CERTAIN);
  });

  it('an address in dispute matches no Accept rule, and is denied by a Deny or Pass rule', () => {
    assert.deepEqual(reasons(plain, [pod('blue', '10.0.0.2', { node: 'n2' }), pod('red', '10.0.0.2', { node: 'n3' })]), CLOSED);
  });

  it('an address in dispute whose owners are all selected is certain', () => {
    const owners = [pod('blue', '10.0.0.2', { node: 'n2' }), pod('other', '10.0.0.2', { app: 'blue', node: 'n3' })];
    assert.deepEqual(reasons(plain, owners), CERTAIN);
  });

  it('a terminating pod that has lost its address to a live pod matches no Accept rule, and is denied by a Deny or Pass rule', () => {
    assert.deepEqual(reasons(plain, [pod('blue', '10.0.0.2', { terminating: true }), pod('red', '10.0.0.2')]), CLOSED);
  });

  it('a terminating pod that still owns its address is certain', () => {
    assert.deepEqual(reasons(plain, [pod('blue', '10.0.0.2', { terminating: true })]), CERTAIN);
  });

  it('an unreadable selector of a peer closes the rule', () => {
    const gt = { namespaces: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] } } as never;
    const rule = (action: Action) => policy({ action, from: [gt] });
    assert.deepEqual(reasons(rule, [pod('red', '10.0.0.2')]), CLOSED);
  });

  it('an unreadable selector of the subject leaves only the restrictions', () => {
    const subject = { namespaces: { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] } };
    const rule = (action: Action) => policy({ action }, subject);
    assert.deepEqual(reasons(rule, [pod('blue', '10.0.0.2')]), CLOSED);
  });

  it('a subject without a known namespace leaves only the restrictions', () => {
    const strange = pod('strange', '10.0.0.3', { namespace: 'unknown' });
    const raw = (action: Action): RawCluster => ({
      namespaces: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }],
      nodes: [],
      pods: [strange, pod('blue', '10.0.0.2')],
      policies: [],
      clusterPolicies: [policy({ action }, { namespaces: { matchLabels: { a: '1' } } })],
    });
    const reason = (action: Action) =>
      judge(load(raw(action)), { from: '10.0.0.2', to: '10.0.0.3', protocol: 'TCP', port: 80 }).ingress.reason;
    assert.deepEqual(Object.fromEntries(ACTIONS.map(action => [action, reason(action)])), {
      Accept: 'not-isolated',
      Deny: 'denied',
      Pass: 'denied',
    });
  });

  it('a rejected item closes the rule', () => {
    const named = (action: Action) => policy({ action, protocols: [{ destinationNamedPort: 'web' }] });
    assert.deepEqual(reasons(named, [pod('red', '10.0.0.2')]), CLOSED);
    const negative = { namespaces: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' as const }] } };
    assert.deepEqual(
      reasons(action => policy({ action, from: [negative] }), [pod('red', '10.0.0.2')]),
      CLOSED,
    );
  });

  it('an unknown field, an empty peer and an empty protocol close the rule', () => {
    const odd: readonly Partial<RawTierRule>[] = [
      { from: [{ namespaces: {}, future: {} } as never] },
      { from: [{}] },
      { from: [BLUE, {}] },
      { protocols: [{}] },
      { protocols: [{ tcp: {} }] },
      { ports: [] } as never,
    ];
    for (const fields of odd)
      assert.deepEqual(
        reasons(action => policy({ action, ...fields }), [pod('red', '10.0.0.2')]),
        CLOSED,
        JSON.stringify(fields),
      );
  });

  it('an SCTP entry is left out of its rule', () => {
    const sctp = (action: Action) => policy({ action, protocols: [{ sctp: { destinationPort: { number: 80 } } }] });
    assert.deepEqual(reasons(sctp, [pod('blue', '10.0.0.2')]), { Accept: 'not-granted', Deny: 'not-isolated', Pass: 'not-isolated' });
  });
});
