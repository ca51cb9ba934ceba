/** Terminal sessions in documents: commands after `$ `, and their output. In the output `…` stands for any text, or alone on a line for any lines. */

export interface Block {
  /** Heading of its section. */
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

export interface Typed {
  /** May have several lines, with a backslash at the end or a `<<EOF`. */
  readonly command: string;
  readonly output: string;
}

/** The fenced blocks of a document, in order. */
export function blocksOf(markdown: string): Block[] {
  let heading = '';
  return [...markdown.matchAll(/^#+ (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, title, language, text]) => {
    heading = title ?? heading;
    return language === undefined ? [] : { heading, language, text: text! };
  });
}

/** The commands of a console block with their output. @throws Error for a line before the first command. */
export function typedIn(text: string): Typed[] {
  const found = [...text.matchAll(/^\$ ((?:.*\\\n)*(?:.*<<EOF\n[\s\S]*?^EOF$|.*))\n((?:(?!\$ ).*\n)*)/gm)];
  const known = found.map(([whole]) => whole).join('');
  if (known !== text) throw new Error(`not a console block: ${text}`);
  return found.map(([, command, output]) => ({ command: command!, output: output! }));
}

/** True if the output matches the shown text. Columns may be wider or narrower. */
export function isAsShown(shown: string, printed: string): boolean {
  return new RegExp(`^${patternOf(shown)}$`).test(printed);
}

/** The position after the shown lines in the output, each with an optional time. Undefined if they are missing. */
export function endOfShown(shown: string, printed: string): number | undefined {
  const match = new RegExp(patternOf(shown, '.*')).exec(printed);
  return match ? match.index + match[0].length : undefined;
}

function patternOf(shown: string, before = ''): string {
  const lines = shown.split('\n').slice(0, -1);
  return lines.map(line => (line === '…' ? '(?:.*\\n)*' : `${before}${linePattern(line)} *\\n`)).join('');
}

function linePattern(line: string): string {
  return line
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('…', '.*')
    .replaceAll(/ +/g, ' +');
}
