/** Work that ClusterNetworkPolicies do not cause. */
import assert from 'node:assert/strict';
import { Cluster } from '../../src/core/cluster.ts';
import type { ClusterPolicy, Namespace, NetworkPolicy, Pod, Selector } from '../../src/core/model.ts';
import { EVERYTHING } from '../../src/core/selector.ts';
import { lower } from '../../src/hns/acl/lower.ts';

const LOCAL = 'shop/web';

function pod(name: string, address: string, labels = {}): Pod {
  const place = { namespace: 'shop', name, uid: name, node: 'win1' };
  return { ...place, labels, hostNetwork: false, finished: false, terminating: false, addresses: [address], ports: [] };
}

function namespace(name: string, labels = {}): Namespace {
  return { name, labels: { ...labels, 'kubernetes.io/metadata.name': name } };
}

const RED: Selector = { matchLabels: { color: 'red' }, matchExpressions: [] };

function baseline(subject: Selector): ClusterPolicy {
  const peers = [{ kind: 'pods' as const, path: 'spec.ingress[0].from[0]', namespaces: EVERYTHING, pods: RED }];
  return {
    ...{ name: 'baseline', uid: 'b', tier: 'Baseline', priority: 1 },
    subject: { namespaces: subject, pods: EVERYTHING },
    ingress: [{ path: 'spec.ingress[0]', action: 'Deny', peers, ports: 'any' }],
    egress: [],
  };
}

const allow: NetworkPolicy = {
  ...{ namespace: 'shop', name: 'allow', uid: 'a', podSelector: EVERYTHING },
  ingress: [{ path: 'spec.ingress[0]', peers: 'any', ports: [{ path: 'spec.ingress[0].ports[0]', protocol: 'TCP', port: [80, 80] }] }],
};

describe('core: the cost of tiers', () => {
  let cluster: Cluster;

  beforeEach(() => {
    cluster = new Cluster();
    cluster.set('namespace', namespace('shop'));
    cluster.set('pod', pod('web', '10.0.0.1'));
  });

  it('an event that concerns no peer and no subject of this node computes nothing', () => {
    cluster.set('clusterPolicy', baseline(EVERYTHING));
    const before = cluster.compile(LOCAL);
    cluster.set('pod', pod('blue', '10.0.0.2', { color: 'blue' }));
    cluster.set('namespace', namespace('other'));
    assert.equal(cluster.compile(LOCAL), before);
    cluster.set('pod', pod('red', '10.0.0.3', { color: 'red' }));
    assert.notEqual(cluster.compile(LOCAL), before);
  });

  it('a pod that no ClusterNetworkPolicy selects keeps its result, and every byte of its ACLs', () => {
    cluster.set('policy', allow);
    const before = cluster.compile(LOCAL)!;
    const acls = JSON.stringify(lower(before.value).value);
    cluster.set('clusterPolicy', baseline({ matchLabels: { 'kubernetes.io/metadata.name': 'other' }, matchExpressions: [] }));
    assert.equal(cluster.compile(LOCAL), before);
    assert.equal(JSON.stringify(lower(cluster.compile(LOCAL)!.value).value), acls);
  });

  it('a direction without a Block of its own has its grants at 1000, and the pod’s own access among them', () => {
    cluster.set('policy', allow);
    cluster.set('clusterPolicy', {
      ...baseline(EVERYTHING),
      tier: 'Admin',
      ingress: [{ ...baseline(EVERYTHING).ingress[0]!, action: 'Accept' }],
    });
    cluster.set('pod', pod('red', '10.0.0.3', { color: 'red' }));
    const { value } = lower(cluster.compile(LOCAL)!.value);
    const lines = value
      .filter(({ Settings }) => Settings.Direction === 'In')
      .map(({ Settings }) => [Settings.Priority, Settings.Action, Settings.RemoteAddresses, Settings.LocalPorts]);
    assert.deepEqual(lines, [
      [1000, 'Allow', '10.0.0.1,10.0.0.3', undefined],
      [1000, 'Allow', undefined, '80'],
      [65000, 'Block', undefined, undefined],
    ]);
  });

  it('equal meaning gives equal ACLs, whatever the number and order of the policies is', () => {
    cluster.set('pod', pod('red', '10.0.0.3', { color: 'red' }));
    cluster.set('clusterPolicy', baseline(EVERYTHING));
    const once = JSON.stringify(lower(cluster.compile(LOCAL)!.value).value);
    cluster.set('clusterPolicy', { ...baseline(EVERYTHING), name: 'again', priority: 0 });
    assert.equal(JSON.stringify(lower(cluster.compile(LOCAL)!.value).value), once);
  });
});
