/** Sends responses: JSON documents, long lists in pieces, and errors. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { PlainTextError, type Status, StatusError } from './status.ts';

export type Reply =
  | { readonly code: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Plain text. */
  | { readonly bytes: Buffer; readonly type: string }
  | { readonly list: List }
  /** The handler has taken the response over. */
  | 'streaming';

interface List {
  readonly head: object;
  /** The name of the field with the items. */
  readonly field: string;
  readonly elements: Iterable<unknown>;
}

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };

/** @param gzip the client accepts it. */
export async function sendReply(response: ServerResponse, reply: Reply, warnings: readonly string[], gzip: boolean): Promise<void> {
  if (reply === 'streaming') return;
  addWarnings(response, warnings);
  if ('list' in reply) return sendList(response, reply.list, gzip);
  if ('bytes' in reply) {
    response.writeHead(200, { ...HEADERS, 'content-type': reply.type });
    response.end(reply.bytes);
    return;
  }
  response.writeHead(reply.code, { ...HEADERS, ...reply.headers });
  response.end(JSON.stringify(reply.body));
}

/** @param error a StatusError, a PlainTextError, or a bug of the server itself, which is answered as 500. */
export function sendError(response: ServerResponse, error: unknown, warnings: readonly string[] = []): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  addWarnings(response, warnings);
  if (error instanceof PlainTextError) {
    response.writeHead(error.code, { ...HEADERS, ...error.headers, 'content-type': 'text/plain; charset=utf-8' });
    response.end(error.message);
    return;
  }
  const status = error instanceof StatusError ? error.status : internalError(error);
  const retry = status.details?.retryAfterSeconds;
  response.writeHead(status.code, { ...HEADERS, ...(retry !== undefined && { 'retry-after': String(retry) }) });
  response.end(JSON.stringify(status));
}

function addWarnings(response: ServerResponse, warnings: readonly string[]): void {
  for (const warning of warnings) response.appendHeader('warning', `299 - ${JSON.stringify(warning)}`);
}

function internalError(error: unknown): Status {
  const text = error instanceof Error ? error.message : String(error);
  return new StatusError(500, 'InternalError', `Internal error occurred: ${text}`).status;
}

/** A real server compresses answers of at least this size, in bytes, for clients that accept it. */
const COMPRESSED = 128 * 1024;

/** Sends pieces as fast as the client reads. A list may be longer than a string can be. */
async function sendList(response: ServerResponse, list: List, gzip: boolean): Promise<void> {
  const pieces = textOf(list);
  const first = pieces.next().value ?? '';
  const all = Readable.from(concat(first, pieces));
  if (!gzip || first.length < COMPRESSED) {
    response.writeHead(200, HEADERS);
    return pipeline(all, response);
  }
  response.writeHead(200, { ...HEADERS, 'content-encoding': 'gzip' });
  return pipeline(all, createGzip({ level: constants.Z_BEST_SPEED }), response);
}

function* concat(first: string, rest: Iterable<string>): Iterable<string> {
  yield first;
  yield* rest;
}

/** JSON, in pieces of about the size from which it is compressed. */
function* textOf({ head, field, elements }: List): Generator<string, undefined> {
  let text = `${JSON.stringify(head).slice(0, -1)},${JSON.stringify(field)}:[`;
  let separator = '';
  for (const element of elements) {
    text += separator + JSON.stringify(element);
    separator = ',';
    if (text.length < COMPRESSED) continue;
    yield text;
    text = '';
  }
  yield `${text}]}`;
}
