import type { IncomingMessage } from 'node:http';
import { type ApiError, apiErrorOf } from './api-error.ts';

const MAX_BODY = 64 * 1024;

/** Reads the body of an answer that is an error. */
export async function rejection(response: IncomingMessage): Promise<ApiError> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_BODY) break;
  }
  return apiErrorOf(response.statusCode!, body, response.headers['retry-after']);
}
