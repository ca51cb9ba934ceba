/**
 * The ConfigMap by which an administrator opens pods for a limited time (docs/break-glass.md). The commands `open` and `close` write it, and the
 * agents read it. Each entry of its data is one opening.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nameOf, SCOPES } from './target.ts';

/** Name of the ConfigMap, in the namespace of the agents. */
export const OPENINGS = 'hns-policy-openings';
export const MAX_OPENINGS = 50;
export const MAX_OPEN_MS = 24 * 3_600_000;

const MAX_ENTRY = 2_000;

const name = z.string().min(1).max(253);
const printable = z
  .string()
  .max(200)
  .regex(/^\P{C}*$/u, 'must be one line without control characters');
const openingSchema = z
  .strictObject({
    scope: z.enum(SCOPES),
    /** Of a pod. */
    namespace: name.exactOptional(),
    name,
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    reason: printable.exactOptional(),
  })
  .refine(({ scope, namespace }) => (scope === 'pod') === (namespace !== undefined), 'a pod has a namespace, and only a pod')
  .refine(({ from, until }) => isDuration(Date.parse(until) - Date.parse(from)), 'must end after its start, within 24 hours');

export type Opening = Readonly<z.output<typeof openingSchema>>;
export type OpeningTarget = Pick<Opening, 'scope' | 'namespace' | 'name'>;

/** `problem`: the document is invalid, so it has no effect. */
export type OpeningsRead = { readonly openings: ReadonlyMap<string, Opening> } | { readonly problem: string };

/** @param configMap An object of the API. Undefined: it does not exist, and no pod is open. */
export function readOpenings(configMap: unknown): OpeningsRead {
  if (configMap === undefined) return { openings: new Map() };
  const parsed = z.object({ data: z.record(z.string(), z.string()).nullish() }).safeParse(configMap);
  if (!parsed.success) return { problem: 'it is not a ConfigMap' };
  const entries = Object.entries(parsed.data.data ?? {});
  if (entries.length > MAX_OPENINGS) return { problem: `it has ${entries.length} entries, and at most ${MAX_OPENINGS} are allowed` };
  const openings = new Map<string, Opening>();
  for (const [key, text] of entries) {
    const opening = openingSchema.safeParse(text.length > MAX_ENTRY ? undefined : json(text));
    if (!opening.success) return { problem: `entry ${key.slice(0, 100)}: ${reasonOf(opening.error)}` };
    openings.set(key, opening.data);
  }
  return { openings };
}

/** The key of a target's entry. Names are too long for keys. */
export function keyOfTarget(target: OpeningTarget): string {
  return `${target.scope}.${createHash('sha256').update(nameOf(target)).digest('hex').slice(0, 16)}`;
}

function isDuration(ms: number): boolean {
  return ms > 0 && ms <= MAX_OPEN_MS;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf({ issues: [issue] }: z.core.$ZodError): string {
  const path = issue!.path.join('.');
  return path === '' ? issue!.message : `${path}: ${issue!.message}`;
}
