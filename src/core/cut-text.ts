/** The text, or its beginning plus `…`, in at most this many bytes of UTF-8. Never splits a character. */
export function cutText(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const room = new Uint8Array(Math.max(0, bytes - Buffer.byteLength('…')));
  const { read } = new TextEncoder().encodeInto(text, room);
  return `${text.slice(0, read)}…`;
}
