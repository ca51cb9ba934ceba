/** Generated parts of documents, between two comments. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Asserts that a document has the generated text. `UPDATE_GOLDEN=1` writes it.
 * @param path Relative to the repository's root.
 * @param part Name of the part between `<!-- part: … -->` and `<!-- end of part -->`.
 */
export function assertGenerated(path: string, part: string, current: string): void {
  const document = new URL(`../../${path}`, import.meta.url);
  const text = readFileSync(document, 'utf8');
  const [whole, begin, written, end] = new RegExp(`(<!-- ${part}: .* -->\n)([\\s\\S]*?)(<!-- end of ${part} -->\n)`).exec(text) ?? [];
  assert.ok(whole !== undefined, `${path} has no part ${part}`);
  const wanted = `\n${current.trim()}\n\n`;
  if (process.env.UPDATE_GOLDEN === '1' && written !== wanted)
    writeFileSync(
      document,
      text.replace(whole, () => begin + wanted + end),
    );
  else assert.equal(written, wanted, `${path} is out of date: UPDATE_GOLDEN=1 writes it`);
}
