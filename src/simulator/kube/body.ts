/** Request bodies: JSON, YAML, and protobuf as far as kubectl has no choice. */
import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { decodeProtobuf, PROTOBUF } from './protobuf.ts';
import type { Messages } from './protobuf-messages.ts';
import { badRequest, StatusError, unsupportedMediaType } from './status.ts';

/** A real server's limit. */
const LIMIT = 3 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LIMIT) throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LIMIT}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Without parameters, in lower case. `''` without the header. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

/** Undefined for an empty body. @throws StatusError 400, 415 */
export function parseBody(body: Buffer, type: string, messages: Messages): unknown {
  if (body.length === 0) return undefined;
  if (type === PROTOBUF) return decodeProtobuf(body, messages);
  const json = type === '' || type === '*/*' || type.endsWith('json');
  if (!json && !type.endsWith('yaml')) throw unsupportedMediaType(['application/json', 'application/yaml']);
  const text = body.toString();
  try {
    // kubectl labels JSON as YAML. The JSON parser is a hundred times faster.
    return json || /^\s*[{[]/.test(text) ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw badRequest(`error decoding the body: ${(error as Error).message}`);
  }
}
