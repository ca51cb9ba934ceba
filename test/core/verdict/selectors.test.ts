import { cluster, namespace, pod, policy } from '../../oracle/notation.ts';
import type { RawRequirement, RawSelector } from '../../oracle/raw.ts';
import { type Row, table } from './table.ts';

// All possible states of the label "tier": a value, another value, the empty value, no label.
const PODS = [
  pod('web', '10.0.0.1', { labels: 'app=web' }),
  pod('front', '10.0.0.2', { labels: 'tier=front zone=1' }),
  pod('back', '10.0.0.3', { labels: 'tier=back zone=1' }),
  pod('blank', '10.0.0.4', { labels: 'tier=' }),
  pod('none', '10.0.0.5'),
];
const NAMES = ['front', 'back', 'blank', 'none'];

/** Checks which pods the selector, as a peer's podSelector, admits. */
function selects(podSelector: RawSelector, who: string): void {
  const ingress = [{ from: [{ podSelector }] }];
  const rows = NAMES.map((name): Row => [who.split(' ').includes(name) ? 'allow' : 'block', `${name} > web:80`]);
  table(cluster(...PODS, policy('p', { podSelector: { matchLabels: { app: 'web' } }, ingress })), rows);
}
const tier = (operator: RawRequirement['operator'], ...values: string[]): RawSelector => ({
  matchExpressions: [{ key: 'tier', operator, ...(values.length === 0 ? {} : { values }) }],
});

describe('core/verdict: label selectors', () => {
  it('In: the label exists and its value is listed', () => {
    selects(tier('In', 'front'), 'front');
    selects(tier('In', 'front', ''), 'front blank');
  });
  it('NotIn: the label is absent, or its value is not listed', () => {
    selects(tier('NotIn', 'front'), 'back blank none');
    selects(tier('NotIn', 'front', ''), 'back none');
  });
  it('Exists: the label is there, even with an empty value', () => selects(tier('Exists'), 'front back blank'));
  it('DoesNotExist: the label is absent', () => selects(tier('DoesNotExist'), 'none'));
  it('matchLabels with an empty value: only a pod that has the label, empty', () => selects({ matchLabels: { tier: '' } }, 'blank'));
  it('matchLabels and matchExpressions are ANDed', () => {
    selects({ matchLabels: { zone: '1' }, ...tier('NotIn', 'back') }, 'front');
    selects({ matchLabels: { tier: 'front', zone: '2' } }, '');
    const twice: RawRequirement[] = [...tier('Exists').matchExpressions!, ...tier('NotIn', 'back').matchExpressions!];
    selects({ matchExpressions: twice }, 'front blank');
  });
  it('contradicting requirements select no pod', () => {
    selects({ matchLabels: { tier: 'front' }, ...tier('DoesNotExist') }, '');
  });
  it('names that every JavaScript object inherits are labels only if they are set', () => {
    selects({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, '');
    selects({ matchExpressions: [{ key: 'toString', operator: 'DoesNotExist' }] }, 'front back blank none');
  });

  it("the policy's own podSelector supports all four operators too", () => {
    for (const [selector, isolated] of [
      [tier('In', 'front', 'back'), 'front back'],
      [tier('NotIn', 'front', 'back'), 'blank none'],
      [tier('Exists'), 'front back blank'],
      [tier('DoesNotExist'), 'none'],
    ] as const) {
      const rows = NAMES.map((name): Row => [isolated.split(' ').includes(name) ? 'block' : 'allow', `web > ${name}:80`]);
      const mine = { matchExpressions: [...selector.matchExpressions!, { key: 'app', operator: 'DoesNotExist' as const }] };
      table(cluster(...PODS, policy('p', { podSelector: mine })), rows);
    }
  });
});

describe('core/verdict: namespace selectors', () => {
  const OTHERS = [pod('web', '10.0.0.1'), pod('red/a', '10.0.0.2'), pod('blue/a', '10.0.0.3'), pod('bare/a', '10.0.0.4')];
  const NAMESPACES = [namespace('red', { team: 'red' }), namespace('blue', { team: 'blue' }), namespace('bare')];

  function selects(namespaceSelector: RawSelector, who: string): void {
    const rows = ['red', 'blue', 'bare'].map((name): Row => [who.split(' ').includes(name) ? 'allow' : 'block', `${name}/a > web:80`]);
    table(cluster(...OTHERS, ...NAMESPACES, policy('p', { podSelector: {}, ingress: [{ from: [{ namespaceSelector }] }] })), rows);
  }

  it('all four operators', () => {
    const team = (operator: RawRequirement['operator'], ...values: string[]) => ({ matchExpressions: [{ key: 'team', operator, values }] });
    selects(team('In', 'red'), 'red');
    selects(team('NotIn', 'red'), 'blue bare');
    selects(team('Exists'), 'red blue');
    selects(team('DoesNotExist'), 'bare');
  });

  it('every namespace has its name as the label kubernetes.io/metadata.name, and only this label selects one by name', () => {
    selects({ matchLabels: { 'kubernetes.io/metadata.name': 'blue' } }, 'blue');
    selects({ matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['blue'] }] }, 'red bare');
    selects({ matchLabels: { name: 'blue' } }, '');
  });

  it('labels of pods are not labels of their namespace', () => {
    const labelled = pod('bare/b', '10.0.0.5', { labels: 'team=red' });
    const from = [{ namespaceSelector: { matchLabels: { team: 'red' } } }];
    table(cluster(...OTHERS, labelled, ...NAMESPACES, policy('p', { podSelector: {}, ingress: [{ from }] })), [
      ['block', 'bare/b > web:80'],
      ['allow', 'red/a > web:80'],
    ]);
  });
});
