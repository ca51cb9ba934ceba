/** events.k8s.io validation: NoteLengthLimit, in bytes. */
const MAX_BYTES = 1024;
/** More lines than a note can hold. */
const MAX_LINES = MAX_BYTES / 2;

/**
 * Joins the lines. If they do not fit, whole lines are dropped and counted.
 * @param lines At least one.
 * @param last A last line that is always kept. `''` for none.
 */
export function eventNote(lines: readonly string[], last = ''): string {
  const end = last === '' ? [] : [last];
  for (let shown = Math.min(lines.length, MAX_LINES); shown > 0; shown--) {
    const note = [...lines.slice(0, shown), ...missing(lines.length - shown), ...end].join('\n');
    if (Buffer.byteLength(note) <= MAX_BYTES) return note;
  }
  const rest = [...missing(lines.length - 1), ...end].map(line => `\n${line}`).join('');
  return `${cut(lines[0] ?? '', MAX_BYTES - Buffer.byteLength(rest))}${rest}`;
}

function missing(count: number): string[] {
  return count > 0 ? [`and ${count} more`] : [];
}

/** The text, or its beginning plus `…`, in at most this many bytes. Never splits a character. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const room = new Uint8Array(bytes - Buffer.byteLength('…'));
  const { read } = new TextEncoder().encodeInto(text, room);
  return `${text.slice(0, read)}…`;
}
