/** Facts of a JSON text that `JSON.parse` drops: fields that occur twice, and how a number is written. */

export interface Notation {
  /** Paths, in order: `spec.ingress[0].ports[0].port`. */
  readonly duplicates: readonly string[];
  /** Of numbers that are not plain decimal integers, or that a double cannot hold: path → `80.0`. */
  readonly literals: ReadonlyMap<string, string>;
}

export const PLAIN: Notation = { duplicates: [], literals: new Map() };

interface Level {
  readonly path: string;
  /** Of an object. Absent in an array. */
  readonly keys?: Set<string>;
  /** The current key or index. */
  at: string | number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** @param json valid JSON. */
export function notationOf(json: string): Notation {
  const duplicates: string[] = [];
  const literals = new Map<string, string>();
  const levels: Level[] = [];
  let expectsKey = false;
  for (const [token] of json.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      const path = level ? pathOf(level) : '';
      levels.push(token === '{' ? { path, keys: new Set(), at: '' } : { path, at: 0 });
      expectsKey = token === '{';
    } else if (token === '}' || token === ']') {
      levels.pop();
      expectsKey = false;
    } else if (token === ',') {
      if (level?.keys) expectsKey = true;
      else if (level) level.at = (level.at as number) + 1;
    } else if (expectsKey && level?.keys) {
      level.at = JSON.parse(token) as string;
      if (level.keys.has(level.at)) duplicates.push(pathOf(level));
      level.keys.add(level.at);
      expectsKey = false;
    } else if (/^[-\d]/.test(token) && String(Number(token)) !== token) {
      literals.set(level ? pathOf(level) : '', token);
    }
  }
  return { duplicates, literals };
}

function pathOf({ path, keys, at }: Level): string {
  if (!keys) return `${path}[${at}]`;
  return path === '' ? String(at) : `${path}.${at}`;
}
