import { styleText } from 'node:util';

/** Applies the style to the text if `color` is set. */
export function paint(color: boolean, style: Parameters<typeof styleText>[0], text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text;
}
