/**
 * Protobuf bodies of the kinds that kubectl creates by its typed client, which knows no JSON (`kubectl create namespace`, `… serviceaccount`). Only
 * reading: the answer is JSON, which such clients accept (k8s.io/api generated.proto).
 */
import { badRequest, unsupportedMediaType } from './status.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** Field number → name; `name:Message` a nested message, `name{}` a string map, `name[]` a list of strings. What is missing here is the server's to set. */
const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Unknown: { 1: 'typeMeta:TypeMeta', 2: 'raw=' },
  TypeMeta: { 1: 'apiVersion', 2: 'kind' },
  Namespace: { 1: 'metadata:ObjectMeta', 2: 'spec:NamespaceSpec' },
  NamespaceSpec: { 1: 'finalizers[]' },
  ServiceAccount: { 1: 'metadata:ObjectMeta' },
  ObjectMeta: {
    1: 'name',
    2: 'generateName',
    3: 'namespace',
    5: 'uid',
    6: 'resourceVersion',
    11: 'labels{}',
    12: 'annotations{}',
    14: 'finalizers[]',
  },
  Entry: { 1: 'key', 2: 'value' },
};

type Json = Record<string, unknown>;

/** @throws StatusError 400 for what is no protobuf object, 415 for a kind that is not read here. */
export function decodeProtobuf(body: Buffer): Json {
  if (body.subarray(0, 4).toString('latin1') !== 'k8s\0')
    throw badRequest('the body does not begin with the protobuf envelope of an API object');
  const { typeMeta, raw } = decode('Unknown', body.subarray(4)) as { typeMeta?: { apiVersion?: string; kind?: string }; raw?: Buffer };
  const { apiVersion, kind = '' } = typeMeta ?? {};
  if (kind !== 'Namespace' && kind !== 'ServiceAccount') throw unsupportedMediaType(['application/json', 'application/yaml']);
  return { apiVersion, kind, ...decode(kind, raw ?? Buffer.alloc(0)) };
}

function decode(message: string, bytes: Buffer): Json {
  const result: Json = {};
  for (const [number, content] of fieldsIn(bytes)) {
    const [, name, kind, type] = /^(\w+)(:|\{\}|\[\]|=)?(\w*)$/.exec(MESSAGES[message]?.[number] ?? '') ?? [];
    if (name === undefined || content === undefined) continue;
    if (kind === '=') result[name] = content;
    else if (kind === ':') result[name] = decode(type!, content);
    else if (kind === '[]') result[name] = [...((result[name] as string[] | undefined) ?? []), content.toString()];
    else if (kind === '{}') {
      const { key = '', value = '' } = decode('Entry', content) as { key?: string; value?: string };
      result[name] = { ...(result[name] as Json | undefined), [key]: value };
    } else if (content.length > 0) result[name] = content.toString();
  }
  return result;
}

/** Field numbers with the bytes of what is length-delimited; other wire types, which no field above has, come as undefined. */
function* fieldsIn(bytes: Buffer): Generator<[number: number, content: Buffer | undefined]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw badRequest('the protobuf body ends in the middle of a field');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) {
      varint();
      yield [tag >>> 3, undefined];
    } else {
      const size = wireType === 2 ? varint() : wireType === 1 ? 8 : 4;
      yield [tag >>> 3, wireType === 2 ? bytes.subarray(at, at + size) : undefined];
      at += size;
    }
  }
}
