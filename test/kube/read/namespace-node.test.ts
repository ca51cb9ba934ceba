import assert from 'node:assert/strict';
import { impliedNamespace, readNamespace } from '../../../src/kube/read/namespace.ts';
import { readNode } from '../../../src/kube/read/node.ts';

const NAME = 'kubernetes.io/metadata.name';

describe('kube/namespace', () => {
  it('has its labels and the label with its name', () => {
    assert.deepEqual(readNamespace({ metadata: { name: 'demo', labels: { team: 'a' } } }), {
      value: { name: 'demo', labels: { team: 'a', [NAME]: 'demo' } },
      issues: [],
    });
    assert.deepEqual(readNamespace({ metadata: { name: 'demo' } }).value, impliedNamespace('demo'));
  });

  it('the label with its name cannot be changed', () => {
    assert.deepEqual(readNamespace({ metadata: { name: 'demo', labels: { [NAME]: 'kube-system' } } }).value, impliedNamespace('demo'));
  });

  it('a malformed one has no value, and the issue names it', () => {
    for (const object of [
      null,
      5,
      {},
      { metadata: {} },
      { metadata: { name: 'demo', labels: { a: 5 } } },
      { metadata: { name: 'demo', labels: 'x' } },
    ]) {
      const { value, issues } = readNamespace(object);
      assert.equal(value, undefined);
      assert.equal(issues.length, 1);
    }
    assert.match(readNamespace({ metadata: { name: 'demo', labels: 'x' } }).issues[0]!.message, /namespace "demo" cannot be selected/);
  });
});

describe('kube/node', () => {
  it('has its internal and external addresses, canonical, without host names', () => {
    const addresses = [
      { type: 'InternalIP', address: '10.0.0.4' },
      { type: 'InternalIP', address: 'FD00::4' },
      { type: 'ExternalIP', address: '20.1.2.3' },
      { type: 'Hostname', address: 'win1' },
      { type: 'InternalDNS', address: 'win1.local' },
      { type: 'InternalIP', address: '10.0.0.4' },
    ];
    assert.deepEqual(readNode({ metadata: { name: 'win1' }, status: { addresses } }), {
      value: { name: 'win1', addresses: ['10.0.0.4', 'fd00::4', '20.1.2.3'] },
      issues: [],
    });
    assert.deepEqual(readNode({ metadata: { name: 'win1' } }), { value: { name: 'win1', addresses: [] }, issues: [] });
  });

  it('an invalid address is left out with an issue that names the node', () => {
    const addresses = [{ type: 'InternalIP', address: 'x' }, 'y', { type: 'InternalIP', address: '10.0.0.4' }, { type: 'InternalIP' }];
    const { value, issues } = readNode({ metadata: { name: 'win1' }, status: { addresses } });
    assert.deepEqual(value, { name: 'win1', addresses: ['10.0.0.4'] });
    assert.deepEqual(
      issues.map(issue => issue.path),
      ['status.addresses[0].address', 'status.addresses[1]', 'status.addresses[3].address'],
    );
    assert.ok(issues.every(issue => issue.message.endsWith('node "win1" is used without it')));
  });

  it('one without a name has no value, and one without a readable status has no addresses', () => {
    assert.equal(readNode({}).value, undefined);
    assert.equal(readNode([]).value, undefined);
    const { value, issues } = readNode({ metadata: { name: 'win1' }, status: 5 });
    assert.deepEqual(value?.addresses, []);
    assert.equal(issues.length, 1);
  });
});
