/** `hns-policy lint`: finds policies that Windows nodes do not enforce as written, and common mistakes. */
import type { Io } from './io.ts';
import { lintPolicies, RULES } from './lint/lint-policies.ts';
import type { LintDocument } from './lint/lint-schema.ts';
import { lintText } from './lint/lint-text.ts';
import { sarif } from './lint/sarif.ts';
import { SourceLines } from './lint/source-lines.ts';
import { type OfflineOptions, offlineCluster } from './offline/offline-cluster.ts';

export interface LintOptions extends OfflineOptions {
  readonly output: 'text' | 'json' | 'sarif';
  readonly failOn: 'error' | 'warning';
}

/**
 * @returns 0, or 1 if there is a finding of severity `failOn` or worse.
 * @throws CommandError for invalid input, before any output.
 */
export async function lintCommand(options: LintOptions, io: Io): Promise<number> {
  const offline = await offlineCluster(options, io);
  io.progress('Checking policies …');
  const document: LintDocument = { policies: offline.policies.length, findings: lintPolicies(offline) };
  const lines = new SourceLines(offline.sources);
  io.out(
    options.output === 'text'
      ? lintText(document, lines, io.color)
      : JSON.stringify(options.output === 'json' ? document : sarif(document, RULES, lines), undefined, 2).split('\n'),
  );
  return document.findings.some(({ severity }) => severity === 'error' || options.failOn === 'warning') ? 1 : 0;
}
