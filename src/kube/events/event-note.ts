import { cutText } from '../../core/cut-text.ts';

/** events.k8s.io validation: NoteLengthLimit, in bytes. */
const MAX_BYTES = 1024;
/** More lines than a note can hold. */
const MAX_LINES = MAX_BYTES / 2;

/**
 * Joins the lines. If they do not fit, whole lines are dropped and counted.
 * @param lines At least one.
 * @param last A last line that is always kept. `''` for none.
 * @param unlisted Number of further lines, which are only counted.
 */
export function eventNote(lines: readonly string[], last = '', unlisted = 0): string {
  const end = last === '' ? [] : [last];
  for (let shown = Math.min(lines.length, MAX_LINES); shown > 0; shown--) {
    const note = [...lines.slice(0, shown), ...missing(lines.length - shown + unlisted), ...end].join('\n');
    if (Buffer.byteLength(note) <= MAX_BYTES) return note;
  }
  const rest = [...missing(lines.length - 1 + unlisted), ...end].map(line => `\n${line}`).join('');
  return `${cutText(lines[0] ?? '', MAX_BYTES - Buffer.byteLength(rest))}${rest}`;
}

function missing(count: number): string[] {
  return count > 0 ? [`and ${count} more`] : [];
}
