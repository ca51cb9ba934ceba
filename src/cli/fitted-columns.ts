/** Formats rows as columns that fit a width. Flexible columns are shortened, the widest first. */

/** Items of a list are left out and counted. Text is cut. */
export type Cell = string | readonly string[];

const SEPARATOR = '  ';
const MIN_WIDTH = 6;

/**
 * @param rows All of the same length.
 * @param flexible Indexes of the columns that may be shortened.
 */
export function fittedColumns(rows: readonly (readonly Cell[])[], flexible: readonly number[], width: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => textOf(row[column]!).length)));
  const total = (): number => widths.reduce((sum, one) => sum + one, 0) + SEPARATOR.length * (widths.length - 1);
  for (let excess = total() - width; excess > 0; excess--) {
    const widest = flexible.reduce((best, column) => (widths[column]! > widths[best]! ? column : best));
    if (widths[widest]! <= MIN_WIDTH) break;
    widths[widest]!--;
  }
  return rows.map(row =>
    row
      .map((cell, column) => shortened(cell, widths[column]!).padEnd(widths[column]!))
      .join(SEPARATOR)
      .trimEnd(),
  );
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.join(', ');
}

function shortened(cell: Cell, width: number): string {
  const text = textOf(cell);
  if (text.length <= width) return text;
  if (typeof cell === 'string') return cut(cell, width);
  for (let shown = cell.length - 1; shown > 0; shown--) {
    const short = `${cell.slice(0, shown).join(', ')} +${cell.length - shown}`;
    if (short.length <= width) return short;
  }
  const rest = cell.length > 1 ? ` +${cell.length - 1}` : '';
  return cut(cell[0]!, width - rest.length) + rest;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
