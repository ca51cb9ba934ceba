import assert from 'node:assert/strict';
import type { Isolated } from '../../../src/core/pod-policy.ts';
import { cluster, node, pod, policy } from '../../oracle/notation.ts';
import type { RawRule } from '../../oracle/raw.ts';
import { load } from '../../oracle/world.ts';
import { table } from './table.ts';

const N1 = node('n1', '10.9.0.1', 'fd09::1');
const N2 = node('n2', '10.9.0.2');
const web = pod('web', '10.0.0.1 fd00::1', { labels: 'app=web', node: 'n1' });
const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const allowPods = (rule: RawRule) => policy('p', { podSelector: { matchLabels: { app: 'web' } }, ingress: [rule] });

describe('core/verdict: nodes', () => {
  it("a pod's own node always reaches it, on every port, from every address of the node", () =>
    table(cluster(N1, N2, web, deny), [
      ['allow', '10.9.0.1 > web:80'],
      ['allow', '10.9.0.1 > web:1/UDP'],
      ['allow', 'fd09::1 > [fd00::1]:80'],
      ['block', '10.9.0.2 > web:80'],
    ]));

  it('a pod does not always reach its own node', () => table(cluster(N1, web, deny), [['block', 'web > 10.9.0.1:10250']]));

  it('an unknown node has no addresses, so it is blocked', () => table(cluster(N2, web, deny), [['block', '10.9.0.1 > web:80']]));

  it("a host-network pod counts as its node: no policy isolates it and no selector matches it, but a block with the node's address does", () => {
    const host = pod('host', '10.9.0.2', { labels: 'app=client', node: 'n2', hostNetwork: true });
    const clients = { podSelector: { matchLabels: { app: 'client' } } };
    table(cluster(N1, N2, web, host, deny), [
      ['allow', '192.0.2.1 > host:80'],
      ['allow', 'host > 192.0.2.1:80'],
      ['block', 'host > web:80'],
      ['block', 'web > host:80'],
    ]);
    table(cluster(N1, N2, web, host, allowPods({ from: [clients, { namespaceSelector: {} }] })), [['block', 'host > web:80']]);
    table(cluster(N1, N2, web, host, allowPods({ from: [{ ipBlock: { cidr: '10.9.0.2/32' } }] })), [['allow', 'host > web:80']]);
  });

  it("a host-network pod on the pod's own node reaches it as the node does", () =>
    table(cluster(N1, web, pod('host', '10.9.0.1', { node: 'n1', hostNetwork: true }), deny), [['allow', 'host > web:80']]));
});

describe('core/verdict: a pod and itself', () => {
  it('a pod cannot block access to itself, by any of its addresses', () =>
    table(cluster(web, deny), [
      ['allow', 'web > web:80'],
      ['allow', 'web#1 > web#1:53/UDP'],
    ]));
});

describe('core/verdict: the life of a pod', () => {
  const clients = { from: [{ podSelector: { matchLabels: { app: 'client' } } }] };

  it('a finished pod owns no address, so it is not a peer', () => {
    for (const phase of ['Succeeded', 'Failed']) {
      table(cluster(web, pod('done', '10.0.0.2', { labels: 'app=client', phase }), allowPods(clients)), [['block', '10.0.0.2 > web:80']]);
    }
  });

  it('the address of a finished pod belongs to its next owner', () => {
    const done = pod('done', '10.0.0.2', { labels: 'app=client', phase: 'Succeeded' });
    const next = pod('next', '10.0.0.2', { labels: 'app=other' });
    const ofDone = policy('q', { podSelector: { matchLabels: { app: 'client' } } });
    for (const pods of [
      [done, next],
      [next, done],
    ]) {
      table(cluster(web, ...pods, allowPods(clients), ofDone), [
        ['block', 'next > web:80'],
        // The policy that selects the finished pod does not isolate the new owner.
        ['allow', '192.0.2.1 > next:80'],
      ]);
    }
  });

  it('policies still apply to a terminating pod, and it is still a peer', () =>
    table(
      cluster(
        web,
        pod('leaving', '10.0.0.2', { labels: 'app=client', terminating: true }),
        allowPods(clients),
        policy('q', { podSelector: { matchLabels: { app: 'client' } } }),
      ),
      [
        ['allow', 'leaving > web:80'],
        ['block', '192.0.2.1 > leaving:80'],
      ],
    ));

  it('an address that a live pod took over no longer belongs to the terminating pod, on any nodes', () => {
    for (const on of ['n1', 'n2']) {
      const leaving = pod('leaving', '10.0.0.2', { labels: 'app=client', node: 'n1', terminating: true });
      const heir = pod('heir', '10.0.0.2', { labels: 'app=other', node: on });
      const ofLeaving = policy('q', { podSelector: { matchLabels: { app: 'client' } } });
      table(cluster(N1, N2, web, leaving, heir, allowPods(clients), ofLeaving), [
        ['block', '10.0.0.2 > web:80'],
        ['allow', '192.0.2.1 > 10.0.0.2:80'],
      ]);
    }
  });

  it('an address that two live pods of one node claim is closed except for the node, and is a peer only if both pods are selected', () => {
    const twins = (label: string) => [
      pod('one', '10.0.0.2', { labels: 'app=client', node: 'n1' }),
      pod('two', '10.0.0.2', { labels: label, node: 'n1' }),
    ];
    for (const label of ['app=other', 'app=client']) {
      table(cluster(N1, web, ...twins(label), allowPods(clients)), [
        ['block', '10.0.0.2 > web:80'],
        ['block', '192.0.2.1 > 10.0.0.2:80'],
        ['block', '10.0.0.2 > 10.0.0.2:80'],
        ['block', '10.0.0.2 > 192.0.2.1:80'],
        ['allow', '10.9.0.1 > 10.0.0.2:80'],
      ]);
    }
    const out = policy('q', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [{ to: clients.from }] });
    const grants = (label: string) => load(cluster(N1, web, ...twins(label), out)).cluster.compile('x/web')!.value.egress;
    assert.deepEqual(grants('app=other'), { policies: ['x/q'], grants: [] });
    assert.equal((grants('app=client') as Isolated).grants.length, 1);
  });

  it('a named port of an address that changes hands is looked up at its current owner', () => {
    const old = pod('old', '10.0.0.2', { labels: 'app=client', ports: ['http:81'], terminating: true });
    const heir = pod('heir', '10.0.0.2', { labels: 'app=client', ports: ['http:82'] });
    const egress = [{ to: clients.from, ports: [{ port: 'http' }] }];
    const out = policy('q', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress });
    table(cluster(web, old, heir, out), [
      ['block', 'web > 10.0.0.2:81'],
      ['allow', 'web > 10.0.0.2:82'],
    ]);
  });

  it('a pod without an address is not a peer, and does not affect other pods', () => {
    const waiting = [pod('waiting', '', { labels: 'app=client', phase: 'Pending' }), pod('client', '10.0.0.2', { labels: 'app=client' })];
    table(cluster(web, ...waiting, allowPods(clients)), [
      ['allow', 'client > web:80'],
      ['block', '192.0.2.1 > web:80'],
    ]);
    table(cluster(web, waiting[0]!, allowPods(clients)), [
      ['block', '10.0.0.2 > web:80'],
      ['block', '192.0.2.1 > web:80'],
    ]);
  });

  it('every address of a dual-stack pod counts, as subject and as peer', () =>
    table(cluster(web, pod('client', '10.0.0.2 fd00::2', { labels: 'app=client' }), pod('other', '10.0.0.3 fd00::3'), allowPods(clients)), [
      ['allow', 'client > web:80'],
      ['allow', 'client#1 > web#1:80'],
      ['block', 'other > web:80'],
      ['block', 'other#1 > web#1:80'],
    ]));

  it('podIP is used if podIPs is missing, as with old kubelets and in files', () => {
    const old = { ...pod('client', '', { labels: 'app=client' }), status: { phase: 'Running', podIP: '10.0.0.2' } };
    table(cluster(web, old, allowPods(clients)), [
      ['allow', '10.0.0.2 > web:80'],
      ['block', '10.0.0.3 > web:80'],
    ]);
  });

  it('a pod whose first address is IPv6 is treated the same', () =>
    table(cluster(web, pod('client', 'fd00::2 10.0.0.2', { labels: 'app=client' }), allowPods(clients)), [
      ['allow', 'client > web#1:80'],
      ['allow', 'client#1 > web:80'],
    ]));
});
