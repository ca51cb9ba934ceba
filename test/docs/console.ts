/** Documents that show a terminal: what is typed after `$ `, and what is printed. In that `…` stands for anything, alone on a line for any lines. */

export interface Block {
  /** Of the section it is in. */
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

export interface Typed {
  /** Over several lines where one ends in a backslash, or has a `<<EOF`. */
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

/** What a block of a console shows. @throws On a line that nothing has printed. */
export function typedIn(text: string): Typed[] {
  const found = [...text.matchAll(/^\$ ((?:.*\\\n)*(?:.*<<EOF\n[\s\S]*?^EOF$|.*))\n((?:(?!\$ ).*\n)*)/gm)];
  const known = found.map(([whole]) => whole).join('');
  if (known !== text) throw new Error(`not of a console: ${text}`);
  return found.map(([, command, output]) => ({ command: command!, output: output! }));
}

/** Whether something was printed as it is shown; columns may be wider or narrower. */
export function isAsShown(shown: string, printed: string): boolean {
  return new RegExp(`^${patternOf(shown)}$`).test(printed);
}

/** How far a text goes in which these lines were printed, each perhaps behind a time; undefined where they were not. */
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
