import assert from 'node:assert/strict';
import type { LabelRequirement, Labels, Selector } from '../../src/core/model.ts';
import { EVERYTHING, matches, selectorKey } from '../../src/core/selector.ts';

const labels = (matchLabels: Labels): Selector => ({ matchLabels, matchExpressions: [] });
const expression = (key: string, operator: LabelRequirement['operator'], ...values: string[]): Selector => ({
  matchLabels: {},
  matchExpressions: [{ key, operator, values }],
});

describe('core/selector', () => {
  const rows: [fact: string, selector: Selector, labels: Labels, want: boolean][] = [
    ['the empty selector selects everything', EVERYTHING, {}, true],
    ['a label must have the value', labels({ app: 'a' }), { app: 'b' }, false],
    ['all labels are required', labels({ app: 'a', tier: 'x' }), { app: 'a' }, false],
    ['an absent label does not match the empty value', labels({ app: '' }), {}, false],
    ['a label with the empty value matches it', labels({ app: '' }), { app: '' }, true],
    ['In: listed', expression('app', 'In', 'a', 'b'), { app: 'b' }, true],
    ['In: absent', expression('app', 'In', 'a'), {}, false],
    ['NotIn: absent', expression('app', 'NotIn', 'a'), {}, true],
    ['NotIn: listed', expression('app', 'NotIn', 'a'), { app: 'a' }, false],
    ['NotIn: another', expression('app', 'NotIn', 'a'), { app: 'b' }, true],
    ['Exists: with the empty value', expression('app', 'Exists'), { app: '' }, true],
    ['Exists: absent', expression('app', 'Exists'), {}, false],
    ['DoesNotExist: absent', expression('app', 'DoesNotExist'), { other: 'a' }, true],
    ['DoesNotExist: with the empty value', expression('app', 'DoesNotExist'), { app: '' }, false],
    ['an inherited property of JavaScript objects is not a label', expression('constructor', 'Exists'), {}, false],
    ['an inherited property is not the value of a label', labels({ toString: 'x' }), {}, false],
  ];
  for (const [fact, selector, given, want] of rows) it(fact, () => assert.equal(matches(selector, given), want));

  it('selectors that differ only in order share a key, and all others have different keys', () => {
    const a = { matchLabels: { x: '1', y: '2' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['a', 'b'] }] } as const;
    const b = { matchLabels: { y: '2', x: '1' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['b', 'a'] }] } as const;
    assert.equal(selectorKey(a), selectorKey(b));
    const others = [labels({ x: '1,y' }), labels({ x: '1' }), expression('x', 'In', '1'), expression('x', 'NotIn', '1'), EVERYTHING];
    assert.equal(new Set(others.map(selectorKey)).size, others.length);
  });
});
