/**
 * Wraps the text at blanks into lines of at most `width` characters. A longer word stays whole. Lines after the first are indented by two more.
 * Control characters become blanks, because cluster data may contain commands for the terminal.
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
