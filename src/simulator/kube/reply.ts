/** Answers on their way out: JSON documents, long lists in pieces, and errors. */
import type { ServerResponse } from 'node:http';
import { PlainTextError, type Status, StatusError } from './status.ts';

export type Reply =
  | { readonly code: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** No JSON. */
  | { readonly bytes: Buffer; readonly type: string }
  | { readonly list: { readonly head: object; readonly field: string; readonly elements: Iterable<unknown> } }
  /** The handler has taken the response over. */
  | 'streaming';

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };

export async function sendReply(response: ServerResponse, reply: Reply, warnings: readonly string[]): Promise<void> {
  if (reply === 'streaming') return;
  addWarnings(response, warnings);
  if ('list' in reply) return sendList(response, reply.list);
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

const BATCH = 500;

/** Piece by piece, as fast as the client reads: a list may be longer than a string can be. */
async function sendList(response: ServerResponse, list: { head: object; field: string; elements: Iterable<unknown> }): Promise<void> {
  response.writeHead(200, HEADERS);
  let text = `${JSON.stringify(list.head).slice(0, -1)},${JSON.stringify(list.field)}:[`;
  let count = 0;
  for (const element of list.elements) {
    text += `${count === 0 ? '' : ','}${JSON.stringify(element)}`;
    if (++count % BATCH !== 0) continue;
    if (!response.write(text)) await writable(response);
    if (response.destroyed) return;
    text = '';
  }
  response.end(`${text}]}`);
}

function writable(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
