/** Keeps a log line short, although its fields come from a cluster in which many people write. */
import { cutText } from '../core/cut-text.ts';
import { printable } from './printable.ts';

/** Default of the setting `maxLogLineBytes`. containerd splits longer lines (max_container_log_line_size). */
export const MAX_LINE_BYTES = 16_384;

type Fields = Readonly<Record<string, unknown>>;

/** A field is not shortened further. */
const SHORTEST = 64;

/**
 * Shortens the longest fields until the line has at most so many bytes as JSON. A list keeps its first items and counts the others.
 * @returns The same object if it is short enough.
 */
export function limitLine(fields: Fields, maxBytes: number): Fields {
  const sizes = new Map(Object.entries(fields).map(([key, value]) => [key, sizeOf(key) + sizeOf(value) + 2]));
  const short: Record<string, unknown> = {};
  for (let total = 2 + sum(sizes.values()); total > maxBytes; total = 2 + sum(sizes.values())) {
    const [key, size] = [...sizes].reduce((a, b) => (b[1] > a[1] ? b : a));
    if (size <= SHORTEST) break;
    const room = Math.max(SHORTEST, Math.min(size - (total - maxBytes), Math.floor(size * 0.9)));
    short[key] = shorten(fields[key], room - sizeOf(key) - 2);
    sizes.set(key, Math.min(sizeOf(key) + sizeOf(short[key]) + 2, size - 1));
  }
  return Object.keys(short).length > 0 ? { ...fields, ...short } : fields;
}

function shorten(value: unknown, bytes: number): unknown {
  if (!Array.isArray(value)) return shortenText(typeof value === 'string' ? value : JSON.stringify(value), bytes);
  const kept: unknown[] = [];
  const more = (count: number) => `and ${count} more`;
  let room = bytes - 2 - sizeOf(more(value.length));
  for (const item of value) {
    room -= sizeOf(item) + 1;
    if (room < 0) break;
    kept.push(item);
  }
  return [...kept, more(value.length - kept.length)];
}

/** Escapes count too. */
function shortenText(text: string, bytes: number): string {
  let cut = cutText(text, bytes - 2);
  while (cut.length > 1 && sizeOf(cut) > bytes) cut = cutText(cut, Math.floor(Buffer.byteLength(cut) * 0.9));
  return cut;
}

/** In bytes of the JSON that is printed. */
function sizeOf(value: unknown): number {
  return Buffer.byteLength(printable(JSON.stringify(value) ?? ''));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
