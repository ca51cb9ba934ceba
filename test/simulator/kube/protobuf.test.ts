import assert from 'node:assert/strict';
import { decodeProtobuf } from '../../../src/simulator/kube/protobuf.ts';
import { MESSAGES } from '../../../src/simulator/kube/protobuf-messages.ts';
import { EXTENSIONS } from '../../kube-server/start.ts';

const messages = Object.assign({}, MESSAGES, ...EXTENSIONS.map(({ messages }) => messages));
const decode = (body: Buffer) => decodeProtobuf(body, messages);

/** Length-delimited fields, short ones. */
const field = (number: number, content: Buffer | string) => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.of((number << 3) | 2, bytes.length), bytes]);
};
const object = (kind: string, ...fields: Buffer[]) => {
  const typeMeta = Buffer.concat([field(1, 'v1'), field(2, kind)]);
  return Buffer.concat([Buffer.from('k8s\0'), field(1, typeMeta), field(2, Buffer.concat(fields)), field(3, ''), field(4, '')]);
};

describe('simulator/kube/protobuf', () => {
  it('reads a namespace as kubectl sends it and skips empty fields and times', () => {
    const labels = [field(11, Buffer.concat([field(1, 'a'), field(2, 'b')])), field(11, Buffer.concat([field(1, 'c'), field(2, '')]))];
    const metadata = Buffer.concat([
      field(1, 'demo'),
      field(2, ''),
      Buffer.of(7 << 3, 0),
      field(8, ''),
      ...labels,
      field(14, 'x'),
      field(14, 'y'),
    ]);
    assert.deepEqual(decode(object('Namespace', field(1, metadata), field(2, ''), field(3, field(1, '')))), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'demo', labels: { a: 'b', c: '' }, finalizers: ['x', 'y'] },
      spec: {},
    });
  });

  it('reads numbers of several bytes, lists of messages and lists with empty texts', () => {
    const spec = Buffer.concat([field(1, 'a'), field(1, ''), Buffer.of((4 << 3) | 0, 0x90, 0x1c)]);
    assert.deepEqual(decode(object('TokenRequest', field(2, spec))), {
      apiVersion: 'v1',
      kind: 'TokenRequest',
      spec: { audiences: ['a', ''], expirationSeconds: 3600 },
    });
    const rules = [field(2, Buffer.concat([field(1, 'get'), field(2, '')])), field(2, field(5, '/x'))];
    assert.deepEqual(decode(object('ClusterRole', ...rules)).rules, [{ verbs: ['get'], apiGroups: [''] }, { nonResourceURLs: ['/x'] }]);
  });

  it('reads maps of texts and maps of bytes', () => {
    const entry = (value: Buffer | string) => Buffer.concat([field(1, 'k'), field(2, value)]);
    const { data, binaryData } = decode(object('ConfigMap', field(2, entry('v')), field(3, entry(Buffer.of(0xff, 0)))));
    assert.deepEqual([data, binaryData], [{ k: 'v' }, { k: '/wA=' }]);
  });

  it('rejects kinds without a message and bodies that are not API objects', () => {
    assert.throws(() => decode(object('Pod')), /unknown format/);
    assert.throws(() => decode(Buffer.from('{}')), /does not begin with the protobuf envelope/);
    assert.throws(() => decode(Buffer.from('k8s\0\u000a\u0080', 'latin1')), /ends in the middle of a field/);
  });
});
