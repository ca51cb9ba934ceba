const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/** The first key that an object of a valid JSON text has twice, and its offset in characters. */
export function duplicateKeyIn(text: string): { readonly key: string; readonly offset: number } | undefined {
  /** Keys of the open objects, innermost last. Undefined for an open list. */
  const open: (Set<string> | undefined)[] = [];
  let expectKey = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const keys = open.at(-1);
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      expectKey = token === '{';
    } else if (token === '}' || token === ']') {
      open.pop();
      expectKey = false;
    } else if (token === ',') {
      expectKey = keys !== undefined;
    } else if (expectKey && keys) {
      const key = String(JSON.parse(token));
      if (keys.has(key)) return { key, offset: index };
      keys.add(key);
      expectKey = false;
    }
  }
  return undefined;
}
