/** YAML input with the rules of kubectl: scalars as in YAML 1.1 (`yes` is a boolean), but no base-60 numbers and no dates. */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Tags,
  type Document as YamlDocument,
} from 'yaml';
import { type Document, DocumentError } from './document.ts';
import { fieldPath } from './field-path.ts';

// sigs.k8s.io/yaml lacks these tags, so kubectl treats such a value as text.
const UNKNOWN_TO_KUBECTL = new Set(['TIME', 'tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:omap']);

/** Skips empty documents (`---` twice). @throws DocumentError with the line if the text is not YAML. */
export function yamlDocuments(text: string): Document[] {
  const lines = new LineCounter();
  const documents = parse(text, lines);
  return documents.flatMap(document => {
    const error = document.errors[0] ?? document.warnings[0];
    if (error) {
      const key = error.code === 'DUPLICATE_KEY' ? text.slice(error.pos[0]).match(/^[^\s:]+/)?.[0] : undefined;
      throw new DocumentError(lines.linePos(error.pos[0]).line, key ? `duplicate key ${key}` : error.message);
    }
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return [];
    return [{ value: contentOf(document, lines), lineOf: locator(document, lines) }];
  });
}

/** Finds lines in a text that has already been parsed. Works for JSON too. */
export function locateInYaml(text: string): (path: string) => number {
  const lines = new LineCounter();
  const document = parse(text, lines)[0];
  return document ? locator(document, lines) : () => 1;
}

function parse(text: string, lineCounter: LineCounter): YamlDocument.Parsed[] {
  const customTags = (tags: Tags): Tags =>
    tags.filter(tag => typeof tag === 'string' || !(UNKNOWN_TO_KUBECTL.has(tag.tag) || tag.format === 'TIME'));
  const parsed = parseAllDocuments(text, { lineCounter, version: '1.1', customTags, prettyErrors: false, logLevel: 'error' });
  return Array.isArray(parsed) ? parsed : [];
}

function contentOf(document: YamlDocument.Parsed, lines: LineCounter): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without an anchor, or one that expands too far.
    throw new DocumentError(lines.linePos(document.range[0]).line, error instanceof Error ? error.message : String(error));
  }
}

function locator(document: YamlDocument.Parsed, lines: LineCounter): (path: string) => number {
  return path => {
    let node: unknown = document.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const segment of fieldPath(path)) {
      if (isAlias(node)) node = node.resolve(document);
      const child = childOf(node, segment);
      if (!child) break;
      offset = child.offset;
      node = child.node;
    }
    return lines.linePos(offset).line;
  };
}

function childOf(node: unknown, segment: string | number): { node: unknown; offset: number } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(segment)] as Node | undefined;
    return item?.range ? { node: item, offset: item.range[0] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  return isScalar(pair?.key) && pair.key.range ? { node: pair.value, offset: pair.key.range[0] } : undefined;
}
