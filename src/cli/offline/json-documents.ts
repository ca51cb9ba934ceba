/** JSON input: one value or several in a row, as in kubectl. JSON.parse reads large dumps many times faster than a YAML parser. */
import { type Document, DocumentError, type Location } from './document.ts';
import { duplicateKeyIn } from './duplicate-key.ts';
import { fieldPath } from './field-path.ts';
import { itemsOf, membersOf, type ScannedDocument, type Span, scanJson } from './json-scan.ts';
import { LineFinder } from './line-finder.ts';

/**
 * @param bytes UTF-8.
 * @returns Undefined if the text is not JSON. It may still be YAML, and the YAML parser reports errors with their location.
 * @throws DocumentError for a repeated key, which JSON.parse ignores. Objects that an API server has stored are not checked.
 */
export function jsonDocuments(bytes: Buffer): Document[] | undefined {
  const lines = new LineFinder(bytes);
  const documents: Document[] = [];
  for (const scanned of scanJson(bytes) ?? []) {
    const document = documentAt(bytes, scanned, lines);
    if (!document) return undefined;
    documents.push(document);
  }
  return documents.length > 0 ? documents : undefined;
}

function documentAt(bytes: Buffer, span: ScannedDocument, lines: LineFinder): Document | undefined {
  const { start, end, items } = span;
  const [first, rest] = items ? [bytes.toString('utf8', start, items.list.start), bytes.toString('utf8', items.list.end, end)] : [];
  const source = items ? `${first}[]${rest}` : bytes.toString('utf8', start, end);
  const value = parse(source);
  if (value === undefined) return undefined;
  const locate = locator(bytes, span, lines);
  rejectDuplicates(value, source, offset => {
    const isAfter = items !== undefined && offset > first!.length;
    return lines.locate(
      start + (isAfter ? items.list.end - items.list.start - '[]'.length : 0) + Buffer.byteLength(source.slice(0, offset)),
    );
  });
  return { value, ...(items && { items: each(bytes, items.each, lines) }), ...locate };
}

function* each(bytes: Buffer, spans: readonly Span[], lines: LineFinder): Generator<Document> {
  for (const span of spans) {
    const source = bytes.toString('utf8', span.start, span.end);
    const value = parse(source);
    if (value === undefined) throw new DocumentError(lines.locate(span.start), 'is not valid JSON');
    rejectDuplicates(value, source, offset => lines.locate(span.start + Buffer.byteLength(source.slice(0, offset))));
    yield { value, ...locator(bytes, span, lines) };
  }
}

/** An API server stores no key twice, and the check costs more than JSON.parse. */
function rejectDuplicates(value: unknown, source: string, locate: (offset: number) => Location): void {
  if (isStored(value)) return;
  const repeated = duplicateKeyIn(source);
  if (repeated) throw new DocumentError(locate(repeated.offset), `duplicate key ${JSON.stringify(repeated.key)}`);
}

/** Only an API server sets `metadata.uid`. */
export function isStored(value: unknown): boolean {
  const { metadata } = (value ?? {}) as { readonly metadata?: { readonly uid?: unknown } | null };
  return typeof metadata?.uid === 'string' && metadata.uid !== '';
}

function locator(bytes: Buffer, root: Span, lines: LineFinder): Pick<Document, 'locate' | 'sourceOf'> {
  return {
    locate: path => lines.locate(follow(bytes, root, path).offset),
    sourceOf: path => {
      const { value, isComplete } = follow(bytes, root, path);
      return isComplete ? bytes.toString('utf8', value.start, value.end) : undefined;
    },
  };
}

/** `offset` is that of the key or item. Without `isComplete` the path ends at its last parent that exists. */
function follow(bytes: Buffer, root: Span, path: string): { readonly value: Span; readonly offset: number; readonly isComplete: boolean } {
  let value = root;
  let offset = root.start;
  for (const segment of fieldPath(path)) {
    const child = childOf(bytes, value, segment);
    if (!child) return { value, offset, isComplete: false };
    ({ value, offset } = child);
  }
  return { value, offset, isComplete: true };
}

function childOf(bytes: Buffer, parent: Span, segment: string | number): { readonly value: Span; readonly offset: number } | undefined {
  const first = String.fromCharCode(bytes[parent.start]!);
  if (first === '[') {
    const item = itemsOf(bytes, parent)?.[Number(segment)];
    return item && { value: item, offset: item.start };
  }
  if (first !== '{') return undefined;
  for (const { key, value } of membersOf(bytes, parent)) {
    if (parse(bytes.toString('utf8', key.start, key.end)) === String(segment)) return { value, offset: key.start };
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
