/** The JSON form of `hns-policy preflight`, a public interface published as docs/preflight.schema.json. */
import { z } from 'zod';
import { CHECKS, RESULTS, type Result, type Row } from '../../agent/preflight/row.ts';

const row = z.strictObject({
  check: z.enum(CHECKS).describe('docs/preflight.md describes each.'),
  result: z.enum(RESULTS).describe('unknown: there is no evidence.'),
  detail: z.string().describe('The evidence.'),
  fix: z.string().exactOptional().describe('Absent if the result is ok.'),
});

export const preflightSchema = z
  .strictObject({
    version: z.string().describe('Of the agent.'),
    node: z.string(),
    time: z.iso.datetime(),
    result: z.enum(RESULTS).describe('The worst result of a row: failed, warning, unknown, ok.'),
    rows: z.array(row).describe('One row per check.'),
  })
  .meta({ title: 'hns-policy preflight', description: 'The checks of a node. Output of `hns-policy preflight -o json`.' });

export type Preflight = z.output<typeof preflightSchema>;

const WORST_FIRST: readonly Result[] = ['failed', 'warning', 'unknown', 'ok'];

export function worst(rows: readonly Row[]): Result {
  return WORST_FIRST.find(result => rows.some(row => row.result === result)) ?? 'unknown';
}
