/** Converts HNS's JSON text to and from checked values. */
import type { z } from 'zod';
import { HnsError } from '../transport/hns-error.ts';
import type { HcnFunction } from '../transport/transport.ts';
import { parseJson } from './json.ts';

/** @throws HnsError `rejected` that names the call and every invalid field. */
export function decode<T>(name: HcnFunction, text: string, schema: z.ZodType<T>, parse: (text: string) => unknown = parseJson): T {
  let json: unknown;
  try {
    json = parse(text);
  } catch (cause) {
    throw new HnsError('rejected', { function: name, cause }, `${name} returned invalid JSON: ${(cause as Error).message}`);
  }
  return check(name, json, schema);
}

/** @throws HnsError as `decode`. */
export function check<T>(name: HcnFunction, json: unknown, schema: z.ZodType<T>): T {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw new HnsError('rejected', { function: name, cause: read.error }, `${name} returned an invalid document: ${problems(read.error)}`);
}

/** Returns a request as JSON text. @throws HnsError `rejected` before the request is sent. */
export function encode<S extends z.ZodType>(name: HcnFunction, schema: S, request: z.input<S>): string {
  const checked = schema.safeParse(request);
  if (!checked.success)
    throw new HnsError('rejected', { function: name, cause: checked.error }, `${name} not sent: ${problems(checked.error)}`);
  return JSON.stringify(checked.data);
}

function problems({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`).join('; ');
}
