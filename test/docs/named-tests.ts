/** Tests that a document names in the last column of its tables: a path, and after a colon part of a title. */
import { readFileSync } from 'node:fs';

export interface NamedTest {
  readonly path: string;
  /** '' if the document names the whole file. */
  readonly title: string;
}

export function namedTests(document: string): NamedTest[] {
  return [...document.matchAll(/^\|.*\| `(test\/[^`]+)`(?:: ([^|]*?))? ?\|$/gm)].map(([, path, title]) => ({
    path: path!,
    title: title ?? '',
  }));
}

/** @throws Error if a file does not exist. */
export function missingTests(document: string): NamedTest[] {
  return namedTests(document).filter(({ path, title }) => !readFileSync(path, 'utf8').includes(title));
}
