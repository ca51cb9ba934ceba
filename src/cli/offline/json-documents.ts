/** JSON input: one value or several in a row, as in kubectl. JSON.parse reads large dumps many times faster than a YAML parser. */
import { type Document, DocumentError } from './document.ts';
import { locateInYaml } from './yaml-documents.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/**
 * @returns undefined if the text is not JSON. It may still be YAML, and the YAML parser reports errors with their line.
 * @throws DocumentError for a repeated key, which JSON.parse ignores.
 */
export function jsonDocuments(text: string): Document[] | undefined {
  const documents: Document[] = [];
  let repeated: { key: string; offset: number } | undefined;
  let start = -1;
  /** Keys of the open objects, innermost last; undefined for an open list. */
  const open: (Set<string> | undefined)[] = [];
  let expectKey = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (start < 0) start = index;
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
      const key = token.includes('\\') ? parse(token) : token.slice(1, -1);
      if (keys.has(String(key))) repeated ??= { key: String(key), offset: index };
      keys.add(String(key));
      expectKey = false;
    }
    if (open.length > 0) continue;
    const document = documentAt(text, start, index + token.length);
    if (!document) return undefined;
    documents.push(document);
    start = -1;
  }
  if (start >= 0) return undefined;
  if (repeated) throw new DocumentError(lineAt(text, repeated.offset), `duplicate key ${JSON.stringify(repeated.key)}`);
  return documents;
}

function documentAt(text: string, start: number, end: number): Document | undefined {
  const source = text.slice(start, end);
  const value = parse(source);
  if (value === undefined) return undefined;
  let locate: ((path: string) => number) | undefined;
  return {
    value,
    lineOf: path => {
      locate ??= locateInYaml(source);
      return lineAt(text, start) + locate(path) - 1;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
