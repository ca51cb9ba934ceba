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
  type ScalarTag,
  type Tags,
  visit,
  type Document as YamlDocument,
} from 'yaml';
import { type Document, DocumentError, type Location } from './document.ts';
import { fieldPath } from './field-path.ts';
import { kubectlNumber } from './kubectl-number.ts';

// sigs.k8s.io/yaml lacks these tags, so kubectl treats such a value as text.
const UNKNOWN_TO_KUBECTL = new Set(['TIME', 'tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:omap']);
const [INT, FLOAT] = ['tag:yaml.org,2002:int', 'tag:yaml.org,2002:float'];

const NUMBER: ScalarTag = { tag: INT, default: true, test: /^[-+.\d]/, resolve: text => kubectlNumber(text) ?? text };
const EXPLICIT_FLOAT: ScalarTag = { tag: FLOAT, resolve: text => kubectlNumber(text) ?? text };

/** The characters that go-yaml accepts. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it rejects them
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/;

/** Skips empty documents (`---` twice). @throws DocumentError with the location if the text is not YAML. */
export function yamlDocuments(text: string): Document[] {
  const lines = new LineCounter();
  const documents = parse(text, lines);
  const control = CONTROL.exec(text);
  if (control) throw new DocumentError(locationOf(lines, control.index), `control characters are not allowed (${codeOf(control[0])})`);
  return documents.flatMap(document => {
    rejectErrors(document, text, lines);
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return [];
    return [{ value: contentOf(document, lines), ...locator(document, lines) }];
  });
}

function parse(text: string, lineCounter: LineCounter): YamlDocument.Parsed[] {
  const parsed = parseAllDocuments(text, { lineCounter, version: '1.1', customTags, prettyErrors: false, logLevel: 'error' });
  return Array.isArray(parsed) ? parsed : [];
}

function customTags(tags: Tags): Tags {
  const kept = tags.filter(tag => {
    if (typeof tag === 'string') return true;
    if (tag.tag === INT) return false;
    if (tag.tag === FLOAT) return 'test' in tag && tag.test?.test('.nan') === true;
    return !(UNKNOWN_TO_KUBECTL.has(tag.tag) || tag.format === 'TIME');
  });
  return [...kept, NUMBER, EXPLICIT_FLOAT];
}

function rejectErrors(document: YamlDocument.Parsed, text: string, lines: LineCounter): void {
  const error = document.errors[0] ?? document.warnings[0];
  const template = /\{\{/.exec(text);
  if (template && (error || hasMappingAsKey(document))) {
    const message = 'is a template with expressions in {{ }}. Render it first, for instance with helm template';
    throw new DocumentError(locationOf(lines, template.index), message);
  }
  if (!error) return;
  const key = error.code === 'DUPLICATE_KEY' ? text.slice(error.pos[0]).match(/^[^\s:]+/)?.[0] : undefined;
  throw new DocumentError(locationOf(lines, error.pos[0]), key ? `duplicate key ${key}` : error.message);
}

/** YAML reads `{{ .Values.name }}` as a mapping with a mapping as its key. kubectl rejects that. */
function hasMappingAsKey(document: YamlDocument.Parsed): boolean {
  let isFound = false;
  visit(document, {
    Pair: (_, { key }) => {
      isFound ||= isMap(key);
    },
  });
  return isFound;
}

function contentOf(document: YamlDocument.Parsed, lines: LineCounter): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without an anchor, or one that expands too far.
    throw new DocumentError(locationOf(lines, document.range[0]), error instanceof Error ? error.message : String(error));
  }
}

function locator(document: YamlDocument.Parsed, lines: LineCounter): Pick<Document, 'locate' | 'sourceOf'> {
  return {
    locate: path => locationOf(lines, follow(document, path).offset),
    sourceOf: path => {
      const { node, isComplete } = follow(document, path);
      return isComplete && isScalar(node) ? node.source : undefined;
    },
  };
}

/** `offset` is that of the key or item. Without `isComplete` the path ends at its last parent that exists. */
function follow(
  document: YamlDocument.Parsed,
  path: string,
): { readonly node: unknown; readonly offset: number; readonly isComplete: boolean } {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const segment of fieldPath(path)) {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, segment);
    if (!child) return { node, offset, isComplete: false };
    ({ node, offset } = child);
  }
  return { node, offset, isComplete: true };
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

function locationOf(lines: LineCounter, offset: number): Location {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function codeOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
