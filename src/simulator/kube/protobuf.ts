/**
 * Reads protobuf bodies. kubectl creates some kinds with its typed client, which sends nothing else (`kubectl create namespace`). The answer is JSON, which
 * such clients accept.
 */
import { isObjectMessage, type Messages } from './protobuf-messages.ts';
import { badRequest, unsupportedMediaType } from './status.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

type Json = Record<string, unknown>;

/** @throws StatusError 400 for a body without the envelope, 415 for a kind without a message. */
export function decodeProtobuf(body: Buffer, messages: Messages): Json {
  if (body.subarray(0, 4).toString('latin1') !== 'k8s\0')
    throw badRequest('the body does not begin with the protobuf envelope of an API object');
  const { typeMeta, raw } = decode(messages, 'Unknown', body.subarray(4)) as {
    typeMeta?: { apiVersion?: string; kind?: string };
    raw?: Buffer;
  };
  const { apiVersion, kind = '' } = typeMeta ?? {};
  if (!isObjectMessage(messages, kind)) throw unsupportedMediaType(['application/json', 'application/yaml']);
  return { apiVersion, kind, ...decode(messages, kind, raw ?? Buffer.alloc(0)) };
}

/** Empty texts are absent, as in Go's JSON. Fields without an entry in the message are skipped: only the server sets them. */
function decode(messages: Messages, message: string, bytes: Buffer): Json {
  const result: Json = {};
  for (const [number, content] of fieldsIn(bytes)) {
    const [, name, type, map, list] = /^(\w+)((?::\w+)|=|#)?(\{\})?(\[\])?$/.exec(messages[message]?.[number] ?? '') ?? [];
    if (name === undefined || (typeof content === 'number') !== (type === '#')) continue;
    if (map) {
      const entry = decode(messages, type === '=' ? 'BytesEntry' : 'Entry', content as Buffer) as { key?: string; value?: string | Buffer };
      const value = typeof entry.value === 'object' ? entry.value.toString('base64') : (entry.value ?? '');
      result[name] = { ...(result[name] as Json | undefined), [entry.key ?? '']: value };
      continue;
    }
    const value = read(messages, type, content);
    if (list) result[name] = [...((result[name] as unknown[] | undefined) ?? []), value];
    else if (value !== '') result[name] = value;
  }
  return result;
}

function read(messages: Messages, type: string | undefined, content: Buffer | number): unknown {
  if (typeof content === 'number' || type === '=') return content;
  return type === undefined ? content.toString() : decode(messages, type.slice(1), content);
}

/** Field numbers with their numbers or length-delimited bytes. No message has a field of another wire type. */
function* fieldsIn(bytes: Buffer): Generator<[number: number, content: Buffer | number]> {
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
    if (wireType === 0) yield [tag >>> 3, varint()];
    else {
      const size = wireType === 2 ? varint() : wireType === 1 ? 8 : 4;
      if (wireType === 2) yield [tag >>> 3, bytes.subarray(at, at + size)];
      at += size;
    }
  }
}
