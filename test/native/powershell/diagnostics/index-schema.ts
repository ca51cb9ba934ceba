/** index.json of a bundle, as docs/diagnostics.md describes it. */
import { z } from 'zod';

const count = z.int().nonnegative();

export const indexSchema = z.strictObject({
  format: z.literal('hns-policy-diagnostics/1'),
  created: z.iso.datetime({ precision: 7 }),
  seconds: z.number().nonnegative(),
  node: z.strictObject({
    name: z.string().min(1),
    windows: z.string().min(1),
    hns: z.string(),
    agent: z.string().min(1),
    powershell: z.string().min(1),
    module: z.string().min(1),
  }),
  options: z.strictObject({
    agentUri: z.url(),
    planPath: z.string(),
    agentLogPath: z.string(),
    includeFirewall: z.boolean(),
    timeoutSeconds: z.int().positive(),
  }),
  counts: z.strictObject({ error: count, warning: count, note: count }),
  findings: z.array(
    z.strictObject({
      severity: z.enum(['error', 'warning', 'note']),
      code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
      title: z.string().min(1),
      detail: z.string(),
      advice: z.string().min(1),
      subjects: z.array(z.string().min(1)),
      evidence: z.array(z.string().min(1)),
    }),
  ),
  endpoints: z.array(
    z.strictObject({
      id: z.string().min(1),
      name: z.string(),
      network: z.string(),
      addresses: z.array(z.string()),
      state: z.string().min(1),
      remote: z.boolean(),
      ourAcls: count,
      otherAcls: count,
      priorities: z.string(),
      vfp: z.enum(['', 'open', 'blocked', 'port found', 'port missing']),
      file: z.string().min(1),
    }),
  ),
  collectors: z.array(
    z.strictObject({
      name: z.string().min(1),
      title: z.string().min(1),
      status: z.enum(['ok', 'partial', 'not-available', 'failed', 'timed-out', 'skipped']),
      seconds: z.number().nonnegative(),
      files: count,
      problems: z.array(
        z.strictObject({ kind: z.enum(['absent', 'failed', 'timed-out']), subject: z.string().min(1), message: z.string().min(1) }),
      ),
    }),
  ),
  files: z.array(
    z.strictObject({
      path: z.string().regex(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/),
      collector: z.string().min(1),
      bytes: count,
      originalBytes: count,
      cut: z.boolean(),
      leftOut: z.boolean(),
      removed: z.record(z.string(), z.int().positive()),
    }),
  ),
});

export type Index = z.infer<typeof indexSchema>;
