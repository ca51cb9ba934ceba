/** Findings as text, each with an excerpt of its line and a caret below the place, as compilers print them. */
import { placeOf } from '../offline/problem.ts';
import { paint } from '../paint.ts';
import type { LintDocument, LintFinding } from './lint-schema.ts';
import type { SourceLines } from './source-lines.ts';

/** Lines without line ends. */
export function lintText({ policies, findings }: LintDocument, lines: SourceLines, color: boolean): string[] {
  const blocks = findings.flatMap(finding => [headline(finding, color), ...excerpt(finding, lines, color)]);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const checked = counted(policies, 'policy', 'policies');
  return [...blocks, `${checked} checked: ${counted(errors, 'error', 'errors')}, ${counted(warnings, 'warning', 'warnings')}`];
}

function headline({ file, line, column, severity, rule, policy, path, message }: LintFinding, color: boolean): string {
  const label = paint(color, severity === 'error' ? 'red' : 'yellow', severity);
  return `${placeOf(file, { line, column })}: ${label}: ${rule}: ${policy}: ${path}: ${message}`;
}

function excerpt({ file, line, column }: LintFinding, lines: SourceLines, color: boolean): string[] {
  const found = lines.excerpt(file, line, column);
  if (!found) return [];
  const margin = `${line}`.padStart(5);
  return [`${margin} | ${found.text}`, `${' '.repeat(margin.length)} | ${' '.repeat(found.column - 1)}${paint(color, 'bold', '^')}`];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
