import { cluster, pod, policy } from '../../oracle/notation.ts';
import { table } from './table.ts';

const WEB = { podSelector: { matchLabels: { app: 'web' } } };
const PODS = [
  pod('web', '10.0.0.1', { labels: 'app=web' }),
  pod('client', '10.0.0.2', { labels: 'app=client' }),
  pod('y/web', '10.0.0.3', { labels: 'app=web' }),
];

describe('core/verdict: isolation', () => {
  it('a pod that no policy selects is open both ways', () =>
    table(cluster(...PODS), [
      ['allow', 'client > web:80'],
      ['allow', 'web > client:80/SCTP'],
      ['allow', '192.0.2.1 > web:1/UDP'],
      ['allow', 'web > 192.0.2.1:65535'],
    ]));

  it('isolation is per direction: a policy for ingress leaves egress open', () =>
    table(cluster(...PODS, policy('p', { ...WEB, policyTypes: ['Ingress'] })), [
      ['block', 'client > web:80'],
      ['block', '192.0.2.1 > web:80'],
      ['block', 'client > web:80/SCTP'],
      ['allow', 'web > client:80'],
      ['allow', 'web > 192.0.2.1:80'],
    ]));

  it('a policy for egress leaves ingress open', () =>
    table(cluster(...PODS, policy('p', { ...WEB, policyTypes: ['Egress'] })), [
      ['allow', 'client > web:80'],
      ['block', 'web > client:80'],
      ['block', 'web > 192.0.2.1:80'],
    ]));

  it('a policy acts on pods of its own namespace only', () =>
    table(cluster(...PODS, policy('p', { podSelector: {} })), [
      ['block', 'y/web > web:80'],
      ['block', 'web > client:80'],
      ['allow', 'web > y/web:80'],
    ]));

  it('policies with the same name in two namespaces are two policies', () =>
    table(cluster(...PODS, policy('p', WEB), policy('y/p', { ...WEB, ingress: [{}] })), [
      ['block', 'client > web:80'],
      ['allow', 'client > y/web:80'],
    ]));

  it('policies add up: traffic that any of them allows is allowed', () => {
    const fromClient = [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }], ports: [{ port: 80 }] }];
    const fromY = [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'y' } } }], ports: [{ port: 81 }] }];
    table(cluster(...PODS, policy('a', { ...WEB, ingress: fromClient }), policy('b', { ...WEB, ingress: fromY }), policy('deny', WEB)), [
      ['allow', 'client > web:80'],
      ['allow', 'y/web > web:81'],
      // Peers and ports combine within one rule, never across policies.
      ['block', 'client > web:81'],
      ['block', 'y/web > web:80'],
    ]);
  });

  it('peers and ports combine within one rule, never across the rules of a policy', () => {
    const ingress = [
      {
        from: [{ ipBlock: { cidr: '192.0.2.0/25' } }, { ipBlock: { cidr: '192.0.2.128/25' } }],
        ports: [{ port: 80 }, { port: 53, protocol: 'UDP' as const }],
      },
      { from: [{ podSelector: {} }], ports: [{ port: 443 }] },
    ];
    table(cluster(...PODS, policy('p', { ...WEB, ingress })), [
      ['allow', '192.0.2.1 > web:80'],
      ['allow', '192.0.2.200 > web:53/UDP'],
      ['block', '192.0.2.1 > web:443'],
      ['allow', 'client > web:443'],
      ['block', 'client > web:80'],
      ['block', '192.0.2.1 > web:53'],
    ]);
  });

  it('a connection between two pods needs the egress half of the one and the ingress half of the other', () => {
    const egress = policy('out', {
      podSelector: { matchLabels: { app: 'client' } },
      policyTypes: ['Egress'],
      egress: [{ to: [WEB], ports: [{ port: 80 }] }],
    });
    const ingress = policy('in', { ...WEB, ingress: [{ ports: [{ port: 80 }, { port: 81 }] }] });
    table(cluster(...PODS, egress, ingress), [
      ['allow', 'client > web:80'],
      ['block', 'client > web:81'],
      ['allow', '192.0.2.1 > web:81'],
      ['block', '192.0.2.1 > web:82'],
      ['block', 'client > y/web:80'],
    ]);
  });

  it('an ingress-isolated pod may still open connections to a peer whose connections it would reject', () =>
    table(cluster(...PODS, policy('p', { podSelector: {}, policyTypes: ['Ingress'] })), [
      ['allow', 'web > y/web:80'],
      ['block', 'y/web > web:80'],
    ]));

  it('deny-all together with allow-all allows, in any order', () => {
    const [deny, allow] = [
      policy('a', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
      policy('b', { podSelector: {}, ingress: [{}], egress: [{}] }),
    ];
    for (const policies of [
      [deny, allow],
      [allow, deny],
    ]) {
      table(cluster(...PODS, ...policies), [
        ['allow', 'client > web:80/SCTP'],
        ['allow', 'web > 192.0.2.1:1/UDP'],
      ]);
    }
  });
});
