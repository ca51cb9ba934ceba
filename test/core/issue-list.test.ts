import assert from 'node:assert/strict';
import type { Issue } from '../../src/core/issue.ts';
import { IssueList, limitIssues } from '../../src/core/issue-list.ts';

const issue = (index: number, code: Issue['code'] = 'unsupported-named-port'): Issue => ({
  severity: 'error',
  code,
  policy: 'demo/p',
  path: `spec.ingress[0].ports[${index}].port`,
  message: 'not supported',
});
const many = (count: number, code?: Issue['code']) => Array.from({ length: count }, (_, index) => issue(index, code));

describe('core/issue-list', () => {
  it('lists issues up to the limit unchanged', () => {
    const list = new IssueList(50);
    for (const one of many(50)) list.add(one);
    assert.deepEqual(list.issues, many(50));
  });

  it('counts further issues by severity and code, so that no code is lost', () => {
    const list = new IssueList(2);
    const warning: Issue = { ...issue(0, 'ambiguous-cidr'), severity: 'warning' };
    for (const one of [...many(90_000), issue(0, 'unsupported-sctp'), warning]) list.add(one);
    assert.deepEqual(list.issues.slice(0, 2), many(2));
    assert.deepEqual(list.issues.slice(2), [
      {
        severity: 'error',
        code: 'unsupported-named-port',
        policy: 'demo/p',
        path: '',
        message: '89998 more errors with the code unsupported-named-port are not listed',
        unlisted: 89_998,
      },
      {
        severity: 'error',
        code: 'unsupported-sctp',
        policy: 'demo/p',
        path: '',
        message: '1 more errors with the code unsupported-sctp are not listed',
        unlisted: 1,
      },
      {
        severity: 'warning',
        code: 'ambiguous-cidr',
        policy: 'demo/p',
        path: '',
        message: '1 more warnings with the code ambiguous-cidr are not listed',
        unlisted: 1,
      },
    ]);
  });

  it('adds counts when lists are joined or shortened again', () => {
    const first = limitIssues(many(100), 50);
    const joined = limitIssues([...first, ...limitIssues(many(70), 50)], 50);
    const total = joined.reduce((sum, { unlisted = 1 }) => sum + unlisted, 0);
    assert.equal(total, 170);
    assert.equal(joined.length, 51);
    assert.deepEqual(limitIssues(joined, 10).at(-1)!.unlisted, 160);
  });

  it('returns the same list if it is short enough', () => {
    const short = many(3);
    assert.equal(limitIssues(short, 3), short);
  });
});
