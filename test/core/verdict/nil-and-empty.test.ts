import { cluster, namespace, pod, policy } from '../../oracle/notation.ts';
import type { RawPeer, RawPolicySpec, RawRule } from '../../oracle/raw.ts';
import { type Row, table } from './table.ts';

const PODS = [
  pod('web', '10.0.0.1 fd00::1', { labels: 'app=web' }),
  pod('near', '10.0.0.2', { labels: 'role=client' }),
  pod('y/far', '10.0.0.3', { labels: 'role=client' }),
  pod('y/other', '10.0.0.4'),
  pod('z/far', '10.0.0.5', { labels: 'role=client' }),
  namespace('y', { team: 'red' }),
];
const subjects = { podSelector: { matchLabels: { app: 'web' } } };
const world = (spec: RawPolicySpec) => cluster(...PODS, policy('p', { ...subjects, ...spec }));

const everyone: readonly Row[] = [
  ['allow', 'near > web:80'],
  ['allow', 'y/other > web:80/UDP'],
  ['allow', '192.0.2.1 > web:80/SCTP'],
  ['allow', '[2001:db8::1] > [fd00::1]:80'],
];
const nobody: readonly Row[] = [
  ['block', 'near > web:80'],
  ['block', 'y/other > web:80/UDP'],
  ['block', '192.0.2.1 > web:80/SCTP'],
];

describe('core/verdict: missing, null and empty', () => {
  it('no ingress rules, in any spelling, allow no traffic', () => {
    for (const ingress of [[], null]) table(world({ policyTypes: ['Ingress'], ingress }), nobody);
    table(world({ policyTypes: ['Ingress'] }), nobody);
  });

  it('one empty ingress rule allows everything', () => {
    table(world({ ingress: [{}] }), everyone);
  });

  it('a missing, null or empty list means every peer, or every port of every protocol', () => {
    const absent: RawRule[] = [
      { from: [] },
      { from: null },
      { ports: [] },
      { ports: null },
      { from: [], ports: [] },
      { from: null, ports: null },
    ];
    for (const rule of absent) table(world({ ingress: [rule] }), everyone);
  });

  it('the same for egress', () => {
    const out = (rule: RawRule) => world({ policyTypes: ['Egress'], egress: [rule] });
    for (const rule of [{}, { to: [] }, { to: null, ports: null }, { ports: [] }]) {
      table(out(rule), [
        ['allow', 'web > y/far:80'],
        ['allow', 'web > 192.0.2.1:80/SCTP'],
      ]);
    }
    for (const egress of [[], null]) {
      table(world({ policyTypes: ['Egress'], egress }), [
        ['block', 'web > y/far:80'],
        ['block', 'web > 192.0.2.1:80/SCTP'],
      ]);
    }
  });

  it('one empty port entry means every TCP port and no other port', () => {
    for (const port of [{}, { protocol: null }, { port: null }, { protocol: null, port: null, endPort: null }]) {
      table(world({ ingress: [{ ports: [port] }] }), [
        ['allow', 'near > web:1'],
        ['allow', 'near > web:65535'],
        ['block', 'near > web:80/UDP'],
        ['block', 'near > web:80/SCTP'],
      ]);
    }
  });

  it('a podSelector of the policy that is empty, null or missing selects every pod of the namespace', () => {
    for (const spec of [{ podSelector: {} }, { podSelector: null }, {}, { podSelector: { matchLabels: {}, matchExpressions: [] } }]) {
      table(cluster(...PODS, policy('p', spec)), [
        ['block', '192.0.2.1 > web:80'],
        ['block', '192.0.2.1 > near:80'],
        ['allow', '192.0.2.1 > y/far:80'],
      ]);
    }
  });

  it('empty parts of a selector are the same as missing ones', () => {
    const all = [{}, { matchLabels: {} }, { matchExpressions: [] }, { matchLabels: null, matchExpressions: null }];
    for (const podSelector of all) {
      table(world({ ingress: [{ from: [{ podSelector }] }] }), [
        ['allow', 'near > web:80'],
        ['block', 'y/far > web:80'],
        ['block', '192.0.2.1 > web:80'],
      ]);
    }
  });
});

describe('core/verdict: the seven peers', () => {
  const from = (...peers: RawPeer[]) => world({ ingress: [{ from: peers }] });
  const clients = { matchLabels: { role: 'client' } };
  const red = { matchLabels: { team: 'red' } };
  /** The peers that get in: near (client, own namespace), far (client, red namespace y), other (no label, red), zfar (client, namespace z without labels). */
  function enter(peer: RawPeer | readonly RawPeer[], who: string): void {
    const names = ['near', 'y/far', 'y/other', 'z/far', '192.0.2.1'];
    const rows = names.map((name): Row => [who.split(' ').includes(name) ? 'allow' : 'block', `${name} > web:80`]);
    table(from(...[peer].flat()), rows);
  }

  it("podSelector alone: those pods of the policy's own namespace", () => {
    enter({ podSelector: clients }, 'near');
    enter({ podSelector: clients, namespaceSelector: null, ipBlock: null }, 'near');
  });
  it('empty podSelector alone: every pod of the own namespace', () => enter({ podSelector: {} }, 'near'));
  it('namespaceSelector alone: every pod of those namespaces', () => {
    enter({ namespaceSelector: red }, 'y/far y/other');
    enter({ namespaceSelector: red, podSelector: null }, 'y/far y/other');
  });
  it('empty namespaceSelector alone: every pod of the cluster, and no address outside it', () =>
    enter({ namespaceSelector: {} }, 'near y/far y/other z/far'));
  it('both: pods with the label in namespaces with the label', () => enter({ namespaceSelector: red, podSelector: clients }, 'y/far'));
  it('empty podSelector with a namespaceSelector: every pod there', () =>
    enter({ namespaceSelector: red, podSelector: {} }, 'y/far y/other'));
  it('podSelector with the empty namespaceSelector: those pods in all namespaces', () =>
    enter({ namespaceSelector: {}, podSelector: clients }, 'near y/far z/far'));
  it('two items of the list: either', () => enter([{ namespaceSelector: red }, { podSelector: clients }], 'near y/far y/other'));
  it('ipBlock: any owner of the address', () =>
    enter({ ipBlock: { cidr: '192.0.2.0/24' }, podSelector: null, namespaceSelector: null }, '192.0.2.1'));
});
