import { styleText } from 'node:util';

/** The text in a style, where there is colour. */
export function paint(color: boolean, style: Parameters<typeof styleText>[0], text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text;
}
