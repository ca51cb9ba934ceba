/** JSON text of HNS → a value of a schema. */
import type { z } from 'zod';
import { HnsError } from '../transport/hns-error.ts';
import type { HcnFunction } from '../transport/transport.ts';
import { parseJson } from './json.ts';

/** @throws HnsError `rejected`, naming the call and every field that is not as it should be. */
export function decode<T>(name: HcnFunction, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    throw new HnsError('rejected', { function: name, cause }, `${name} returned no JSON: ${(cause as Error).message}`);
  }
  return check(name, json, schema);
}

/** @throws HnsError as `decode`. */
export function check<T>(name: HcnFunction, json: unknown, schema: z.ZodType<T>): T {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw new HnsError('rejected', { function: name, cause: read.error }, `${name} returned what cannot be read: ${problems(read.error)}`);
}

/** A request as JSON text. @throws HnsError `rejected` before anything is sent. */
export function encode<S extends z.ZodType>(name: HcnFunction, schema: S, request: z.input<S>): string {
  const checked = schema.safeParse(request);
  if (!checked.success)
    throw new HnsError('rejected', { function: name, cause: checked.error }, `${name} not sent: ${problems(checked.error)}`);
  return JSON.stringify(checked.data);
}

function problems({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`).join('; ');
}
