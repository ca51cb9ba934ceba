import assert from 'node:assert/strict';
import { KINDS } from '../../../src/simulator/kube/kinds.ts';
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';
import { DETAILS } from '../../../src/simulator/kube/schema/details.ts';
import { fieldsOf, type ObjectType, type Type } from '../../../src/simulator/kube/schema/type.ts';

describe('simulator/kube/client-types', () => {
  const type = clientTypes({ ServiceSpec: { ports: '[port,protocol=TCP]' } });
  const field = (model: string, name: string) => type(model).fields.get(name);
  const nameOf = (found: Type | undefined) => (typeof found === 'object' ? found.name : found);

  it('names fields as JSON does', () => {
    assert.deepEqual([...type('V1NetworkPolicyIngressRule').fields.keys()], ['from', 'ports']);
  });

  for (const [model, name, expected] of [
    ['V1Pod', 'spec', 'PodSpec'],
    ['V1Pod', 'apiVersion', 'string'],
    ['V1ObjectMeta', 'labels', 'map'],
    ['V1ObjectMeta', 'creationTimestamp', 'time'],
    ['CoreV1Event', 'eventTime', 'microtime'],
    ['CoreV1Event', 'series', 'EventSeries'],
    ['EventsV1Event', 'regarding', 'ObjectReference'],
    ['V1NetworkPolicyPort', 'port', 'port'],
    ['V1NetworkPolicyPort', 'endPort', 'int'],
    ['V1PodSpec', 'hostNetwork', 'bool'],
    ['V1ResourceRequirements', 'limits', 'quantities'],
    ['V1EmptyDirVolumeSource', 'sizeLimit', 'quantity'],
    ['V1ManagedFieldsEntry', 'fieldsV1', 'any'],
  ] as const) {
    it(`gives ${model}.${name} the type ${expected}`, () => {
      assert.equal(nameOf(field(model, name)?.type), expected);
      assert.equal(field(model, name)?.list, undefined);
    });
  }

  it('merges the lists of the table by their keys and replaces the others', () => {
    assert.deepEqual(field('V1PodSpec', 'containers')?.list, { kind: 'keyed', keys: [{ name: 'name' }] });
    assert.deepEqual(field('V1ObjectMeta', 'finalizers'), { type: 'string', list: { kind: 'set' } });
    assert.deepEqual(field('V1NetworkPolicySpec', 'ingress')?.list, { kind: 'atomic' });
    assert.equal(nameOf(field('V1NetworkPolicySpec', 'ingress')?.type), 'NetworkPolicyIngressRule');
    const keys = [{ name: 'port' }, { name: 'protocol', default: 'TCP' }];
    assert.deepEqual(field('V1ServiceSpec', 'ports')?.list, { kind: 'keyed', keys });
  });

  it('has one type for each model, and an error for an unknown model', () => {
    assert.equal(type('V1Pod').fields.get('spec')?.type, type('V1PodSpec'));
    assert.throws(() => type('V1Nothing'), /client-node has no model V1Nothing/);
  });

  it('has a field for every detail of the table', () => {
    const types = new Set<ObjectType>(KINDS.map(({ type }) => type));
    for (const { fields } of types) for (const { type } of fields.values()) if (fieldsOf(type)) types.add(type as ObjectType);
    for (const [name, details] of Object.entries(DETAILS)) {
      const fields = [...types].find(type => type.name === name)?.fields;
      for (const detail of Object.keys(details)) assert.ok(fields?.has(detail), `${name}.${detail}`);
    }
  });
});
