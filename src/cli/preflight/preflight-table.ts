import type { Result, Row } from '../../agent/preflight/row.ts';
import { paint } from '../paint.ts';
import { wrap } from '../wrap.ts';

const COLORS: Readonly<Record<Result, 'green' | 'yellow' | 'red'>> = { ok: 'green', warning: 'yellow', unknown: 'yellow', failed: 'red' };
const WIDTH = 120;

/** A line for each row, and the fix below a row that is not ok. */
export function preflightTable(rows: readonly Row[], color: boolean): string[] {
  const checks = Math.max(...rows.map(({ check }) => check.length), 'CHECK'.length) + 2;
  const results = 'warning'.length + 2;
  const indent = checks + results;
  return [
    `${'CHECK'.padEnd(checks)}${'RESULT'.padEnd(results)}DETAIL`,
    ...rows.flatMap(row => {
      const { check, result, detail } = row;
      const [first = '', ...rest] = wrap(detail, indent, WIDTH);
      const painted = paint(color, COLORS[result], result) + ' '.repeat(results - result.length);
      const fix = row.result === 'ok' ? [] : wrap(`fix: ${row.fix}`, indent, WIDTH);
      return [`${check.padEnd(checks)}${painted}${first.slice(indent)}`, ...rest, ...fix];
    }),
  ];
}
