/** Styles of the program's own text. */
import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { printable } from '../agent/printable.ts';

/** Precedes each escape sequence of `paint`. It is random, so text from a cluster or a file cannot contain it. */
const OWN = randomUUID();

/** Applies the style to the text if `color` is set. `shown` turns the result into text for a terminal. */
export function paint(color: boolean, style: Parameters<typeof styleText>[0], text: string): string {
  if (!color) return text;
  const [start = '', end = ''] = styleText(style, '|', { validateStream: false }).split('|');
  return OWN + start + text + OWN + end;
}

/** The line with the styles of `paint`, and every other control character escaped. */
export function shown(line: string): string {
  const [first = '', ...styled] = line.split(OWN);
  const parts = styled.map(part => {
    const text = part.indexOf('m') + 1;
    return part.slice(0, text) + printable(part.slice(text));
  });
  return printable(first) + parts.join('');
}
