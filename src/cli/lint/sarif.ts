/** Findings as SARIF 2.1.0 (OASIS), for code scanning services. */
import { VERSION } from '../../agent/version.ts';
import type { LintDocument, LintFinding } from './lint-schema.ts';
import type { LintRule } from './rule.ts';
import type { SourceLines } from './source-lines.ts';

export function sarif({ findings }: LintDocument, rules: readonly LintRule[], lines: SourceLines): unknown {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const driver = {
    name: 'hns-policy lint',
    semanticVersion: VERSION,
    rules: rules.map(({ id, severity, title }) => ({ id, shortDescription: { text: title }, defaultConfiguration: { level: severity } })),
  };
  const results = findings.map(finding => result(finding, indexes.get(finding.rule)!, lines));
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
}

function result(finding: LintFinding, ruleIndex: number, lines: SourceLines): unknown {
  const { rule, severity, policy, path, message, file, line, column } = finding;
  const excerpt = lines.excerpt(file, line, column);
  const region = { startLine: line, startColumn: column, ...(excerpt && { snippet: { text: excerpt.text } }) };
  const fullyQualifiedName = `NetworkPolicy ${policy} ${path}`;
  const location = { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region }, logicalLocations: [{ fullyQualifiedName }] };
  return { ruleId: rule, ruleIndex, level: severity, message: { text: `${policy}: ${path}: ${message}` }, locations: [location] };
}

/** A relative reference with slashes, also for a path of Windows. */
function uriOf(file: string): string {
  const path = encodeURI(file.replaceAll('\\', '/')).replaceAll('#', '%23').replaceAll('?', '%3F');
  return /^[A-Za-z]:\//.test(path) ? `file:///${path}` : path;
}
