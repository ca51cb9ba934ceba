/** events.k8s.io validation: NoteLengthLimit, in bytes. */
const MAX_BYTES = 1024;
/** More lines than there can be room for. */
const MAX_LINES = MAX_BYTES / 2;

/**
 * The lines; where there is no room for all, whole lines and how many are missing.
 * @param lines At least one.
 * @param last A last line that is never cut; `''` for none.
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

/** The text, or its beginning with `…`, in so many bytes; no character is cut in two. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const room = new Uint8Array(bytes - Buffer.byteLength('…'));
  const { read } = new TextEncoder().encodeInto(text, room);
  return `${text.slice(0, read)}…`;
}
