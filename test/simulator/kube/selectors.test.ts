import assert from 'node:assert/strict';
import { parseFieldSelector, parseLabelSelector } from '../../../src/simulator/kube/selectors.ts';
import { StatusError } from '../../../src/simulator/kube/status.ts';

describe('simulator/kube/selectors', () => {
  const labels: Record<string, string> = { app: 'web', tier: '', 'example.com/size': '10' };
  const lookup = (key: string) => labels[key];

  const selected = [
    '',
    'app=web',
    'app==web',
    'app = web',
    'app!=db',
    'gone!=x',
    'tier=',
    'app in (db,web)',
    'app notin (db)',
    'gone notin (x)',
    'app',
    '!gone',
    'example.com/size>9',
    'example.com/size<11',
    'app in (web, db),tier,!gone',
  ];
  for (const text of selected) it(`selects by ${JSON.stringify(text)}`, () => assert.equal(parseLabelSelector(text)(lookup), true));

  const passed = [
    'app=db',
    'gone=',
    'app!=web',
    'gone in (x,)',
    'app notin (web)',
    'gone',
    '!app',
    'app>1',
    'example.com/size>10',
    'app,gone',
  ];
  for (const text of passed) it(`does not select by ${JSON.stringify(text)}`, () => assert.equal(parseLabelSelector(text)(lookup), false));

  for (const text of ['=x', 'a=b=c', 'a in x', 'a,,b', 'a in (b', '-a']) {
    it(`rejects ${JSON.stringify(text)}`, () => assert.throws(() => parseLabelSelector(text), StatusError));
  }

  const fields: Record<string, string> = { 'spec.nodeName': 'win1', odd: 'a,b=c' };
  const select = (text: string) =>
    parseFieldSelector(
      text,
      label => label !== 'nix',
      label => `no ${label}`,
    )(label => fields[label]);

  it('selects by fields, an absent one being empty', () => {
    assert.equal(select('spec.nodeName=win1,status.phase!=Failed'), true);
    assert.equal(select('spec.nodeName!=win1'), false);
    assert.equal(select('status.phase='), true);
    assert.equal(select('odd=a\\,b\\=c'), true);
    assert.equal(select(''), true);
  });

  it('rejects a field that is not selectable for the kind', () => {
    assert.throws(() => select('nix=1'), /no nix/);
    assert.throws(() => select('spec.nodeName'), /invalid selector: 'spec.nodeName'/);
  });
});
