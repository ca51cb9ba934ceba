/** Request bodies: JSON, YAML, and protobuf for the kinds that kubectl sends only as protobuf. */
import type { IncomingMessage } from 'node:http';
import * as yaml from 'yaml';
import { type Notation, notationOf, PLAIN } from './notation.ts';
import { decodeProtobuf, PROTOBUF } from './protobuf.ts';
import type { Messages } from './protobuf-messages.ts';
import { isObject, jsonType } from './schema/conform.ts';
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

export interface Document {
  /** Undefined for an empty body. */
  readonly value: unknown;
  readonly notation: Notation;
}

/** The object that a request creates, updates or applies. @param kind named in the error. @throws StatusError 400, 415 */
export function parseDocument(body: Buffer, type: string, messages: Messages, kind: string): Document {
  try {
    const value = parse(body, type, messages);
    if (value === undefined) throw new SyntaxError('unexpected end of JSON input');
    if (value !== null && !isObject(value))
      throw new SyntaxError(`json: cannot unmarshal ${jsonType(value)} into Go value of type ${HEAD}`);
    const text = type === PROTOBUF ? '' : body.toString();
    return { value, notation: isJson(text, type) ? notationOf(text) : PLAIN };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const problem = error.message.replace(/^U/, 'u');
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem} (${summary(body)})`,
    );
  }
}

/** The struct in which a real server looks for the kind first. */
const HEAD = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** apimachinery runtime: the first 30 bytes, as text if they begin an object. */
function summary(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const start = body.subarray(0, 30);
  return `${start.toString(body[0] === 0x7b ? 'utf8' : 'hex')}${body.length > 30 ? ' ...' : ''}`;
}

/** kubectl labels JSON as YAML. */
function isJson(text: string, type: string): boolean {
  return !type.endsWith('yaml') || /^\s*[{[]/.test(text);
}

/** Undefined for an empty body. @throws StatusError 400, 415 */
export function parseBody(body: Buffer, type: string, messages: Messages): unknown {
  try {
    return parse(body, type, messages);
  } catch (error) {
    throw error instanceof SyntaxError ? badRequest(`error decoding the body: ${error.message}`) : error;
  }
}

/** @throws StatusError 415 @throws SyntaxError */
function parse(body: Buffer, type: string, messages: Messages): unknown {
  if (body.length === 0) return undefined;
  if (type === PROTOBUF) return decodeProtobuf(body, messages);
  const known = type === '' || type === '*/*' || type.endsWith('json') || type.endsWith('yaml');
  if (!known) throw unsupportedMediaType(['application/json', 'application/yaml', PROTOBUF]);
  const text = body.toString();
  // The JSON parser is a hundred times faster.
  return isJson(text, type) ? JSON.parse(text) : parseYaml(text);
}

function parseYaml(text: string): unknown {
  try {
    return yaml.parse(text);
  } catch (error) {
    throw error instanceof yaml.YAMLParseError ? new SyntaxError(error.message) : error;
  }
}
