/** Controls, format characters such as bidi overrides, line and paragraph separators, and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * One line that cannot command a terminal. Names from a cluster or a file may contain any character. Each unprintable one is replaced by its escape
 * in JSON (`\u001b`), so a line of JSON keeps its meaning.
 */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, character =>
    Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''),
  );
}
