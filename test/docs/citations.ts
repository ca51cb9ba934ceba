/** Citations in comments and documents: `docs/reference/hns-api.md §8.3 M16`, `docs/decisions/0007`, `hcsshim#1059`. */
import { existsSync, globSync, readFileSync } from 'node:fs';

const REFERENCE = 'docs/reference/';
const SECTION = String.raw`§\d+(?:\.\d+)*(?:(?:, | |–)(?:row \d+|[A-Z]\d+)\b)*`;
/** A source in the reference: `hcsshim:hcn/hcn.go`. */
const UPSTREAM_FILE = /(?<![\w/.-])([A-Za-z][\w-]*):[\w-]+\/[\w./-]+/g;
const CITATION = new RegExp(String.raw`(?<![\w./-])(docs/[\w./-]+\.md)(?: (${SECTION}(?:(?:, | and |–)${SECTION})*))?`, 'g');

/**
 * One line per broken citation. A document in docs/reference may cite its own sections by `§` alone. links.test.ts checks Markdown links.
 */
export function brokenCitations(path: string, content: string): string[] {
  // PowerShell scripts are ASCII, so they write the sign as a word.
  const text = joinLines(content).replaceAll(/(?<=\.md) section (?=\d)/g, ' §');
  const own = path.startsWith(REFERENCE) ? path : undefined;
  const rest = text.replaceAll(CITATION, '').replaceAll(/\[[^\]]*\]\([^)]*\)/g, '');
  return [
    ...[...text.matchAll(CITATION)].flatMap(([, document, sections = '']) => missing(document!, sections)),
    ...[...rest.matchAll(new RegExp(`${SECTION}|§`, 'g'))].flatMap(([section]) =>
      own && section !== '§' ? missing(own, section) : [`${section} without a document`],
    ),
    ...[...rest.matchAll(bareName())].map(([name]) => `${name.trim()} without docs/reference/`),
    ...[...rest.matchAll(/docs\/decisions\/(\d+)(?![\w-])/g)]
      .filter(([, number]) => globSync(`docs/decisions/${number}-*.md`).length !== 1)
      .map(([decision]) => `${decision}: no such decision`),
    ...[...rest.matchAll(/(?<![\w/.&-])([A-Za-z][\w-]*)(?: PR)?#\d{2,}\b/g), ...(own ? rest.matchAll(UPSTREAM_FILE) : [])]
      .filter(([, source]) => !sources().has(source!))
      .map(([cited]) => `${cited}: source not listed in docs/reference/README.md`),
  ].map(problem => `${path}: ${problem}`);
}

/** True if a section of a document, or a section below it, has a table row of this id. */
export function hasRow(document: string, section: string, id: string): boolean {
  return new RegExp(`^\\| ${id} \\|`, 'm').test(sectionsOf(readFileSync(document, 'utf8'), section));
}

function missing(document: string, sections: string): string[] {
  if (!existsSync(document)) return [`${document}: no such file`];
  const markdown = readFileSync(document, 'utf8');
  return sections.split(/(?=§)/).flatMap(citation => {
    const section = /^§(\d+(?:\.\d+)*)/.exec(citation)?.[1];
    if (section === undefined) return [];
    if (sectionsOf(markdown, section) === '') return [`${document} §${section}: no such section`];
    const ids = [...citation.matchAll(/\b(?:row (\d+)|([A-Z]\d+))\b/g)].map(([, row, id]) => row ?? id!);
    return ids.filter(id => !hasRow(document, section, id)).map(id => `${document} §${section}: no row ${id}`);
  });
}

/** The text of a numbered section with its subsections. */
function sectionsOf(markdown: string, number: string): string {
  return markdown
    .split(/^(?=#+ )/m)
    .filter(part => new RegExp(`^#+ ${number.replaceAll('.', '\\.')}(?:\\.\\d+)*\\.? `).test(part))
    .join('');
}

/** Joins the lines of a comment to one text. */
function joinLines(text: string): string {
  return text.replaceAll(/[ \t]*\r?\n[ \t]*(?:\*(?!\/)|\/\/\/?|#)?[ \t]*/g, ' ');
}

function bareName(): RegExp {
  const names = globSync(`${REFERENCE}*.md`).flatMap(path => /([\w-]+)\.md$/.exec(path)?.[1] ?? []);
  return new RegExp(`(?<![\\w/-])(?:${names.filter(name => name !== 'README').join('|')})(?:\\.md| (?=§))`, 'g');
}

/** Names of public repositories in citations of issues. */
function sources(): ReadonlySet<string> {
  const table = readFileSync(`${REFERENCE}README.md`, 'utf8').split('## Sources')[1]!;
  return new Set([...table.matchAll(/^\| ([\w-]+) \| </gm)].map(match => match[1]!));
}
