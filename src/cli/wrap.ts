/**
 * The words in lines of at most `width` characters, as far as they have blanks to break at; all lines but the first are indented by two more.
 * Control characters, which may be somebody else's commands to the terminal, are blanks too.
 */
export function wrap(text: string, indent: number, width = 120): string[] {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  let isEmpty = true;
  for (const word of text.split(/[\s\p{Cc}]+/u)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(indent + 2);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
