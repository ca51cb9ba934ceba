/** `hns-policy connect`: tests one connection against a running demo or against manifests. */
import { setTimeout } from 'node:timers/promises';
import { attempt, type Clock } from './connect/connect-attempts.ts';
import { type Connection, describeEnd, parseConnection } from './connect/connect-target.ts';
import { explain } from './connect/explain.ts';
import type { Explanation } from './connect/explanation-schema.ts';
import type { Io } from './io.ts';
import type { OfflineOptions } from './offline/offline-cluster.ts';

export interface ConnectOptions extends Omit<OfflineOptions, 'filename'> {
  /** Manifests. Absent: a running demo. */
  readonly filename?: readonly string[];
  readonly protocol: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly explain?: boolean;
  readonly output: 'text' | 'json';
  readonly kubeconfig?: string;
}

const CLOCK: Clock = { now: () => performance.now(), sleep: milliseconds => setTimeout(milliseconds) };

/**
 * @returns 0 when allowed, 1 when blocked.
 * @throws CommandError if there is no verdict.
 */
export async function connectCommand(from: string, to: string, options: ConnectOptions, io: Io, clock: Clock = CLOCK): Promise<number> {
  const connection = parseConnection(from, to, options.protocol);
  const { filename } = options;
  const { allowed, explanation } = filename
    ? await offline(connection, { ...options, filename }, io)
    : await online(connection, options, io, clock);
  if (options.output === 'json') io.out(JSON.stringify(explanation(), undefined, 2).split('\n'));
  else {
    if (!allowed) io.out(['TIMEOUT']);
    if (options.explain) io.out(explain(explanation()));
  }
  return allowed ? 0 : 1;
}

interface Outcome {
  readonly allowed: boolean;
  /** Costs more than the verdict. */
  readonly explanation: () => Explanation;
}

async function offline(connection: Connection, options: OfflineOptions, io: Io): Promise<Outcome> {
  const [{ offlineCluster }, { judgeOffline }, { explanationOf }] = await Promise.all([
    import('./offline/offline-cluster.ts'),
    import('./connect/offline-connect.ts'),
    import('./connect/explanation.ts'),
  ]);
  const judged = await offlineCluster(options, io);
  const verdict = judgeOffline(judged, connection);
  return { allowed: verdict.verdict.allowed, explanation: () => explanationOf(judged, connection, verdict) };
}

async function online(connection: Connection, { kubeconfig, timeout }: ConnectOptions, io: Io, clock: Clock): Promise<Outcome> {
  const { demoAt } = await import('./connect/demo-client.ts');
  const ask = await demoAt(kubeconfig);
  const { protocol, port } = connection;
  const ends = { from: describeEnd(connection.from), to: describeEnd(connection.to) };
  io.progress(`Trying for up to ${timeout / 1000} s …`);
  const answer = await attempt(() => ask({ ...ends, protocol, port }), protocol, timeout, clock);
  return { allowed: answer.allowed, explanation: () => answer };
}
