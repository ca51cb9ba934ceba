/** `hns-policy connect`: tests one connection against a running demo or against manifests. */
import { setTimeout } from 'node:timers/promises';
import type { PodPolicy } from '../core/pod-policy.ts';
import type { Packet } from '../core/verdict.ts';
import { CommandError } from './command-error.ts';
import { attempt, type Clock } from './connect/connect-attempts.ts';
import type { ConnectResponse } from './connect/connect-protocol.ts';
import { type Connection, describeEnd, parseConnection } from './connect/connect-target.ts';
import { type Ends, explain } from './connect/explain.ts';
import type { Io } from './io.ts';
import type { OfflineOptions } from './offline/offline-cluster.ts';

/** Without `filename` and `live` it asks a running demo. */
export interface ConnectOptions extends OfflineOptions {
  readonly protocol: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly explain?: boolean;
  readonly maxAcls?: number;
  readonly allowEgressToNode?: boolean;
}

const CLOCK: Clock = { now: () => performance.now(), sleep: milliseconds => setTimeout(milliseconds) };

/**
 * @returns 0 when allowed, 1 when blocked.
 * @throws CommandError if there is no verdict.
 */
export async function connectCommand(from: string, to: string, options: ConnectOptions, io: Io, clock: Clock = CLOCK): Promise<number> {
  const connection = parseConnection(from, to, options.protocol);
  const outcomes =
    options.filename || options.live ? await offline(connection, options, io) : [await online(connection, options, io, clock)];
  const blocked = outcomes.filter(({ verdict }) => !verdict.allowed);
  const isAllowed = outcomes.length > 0 && blocked.length === 0;
  if (!isAllowed) io.out(['TIMEOUT']);
  if (outcomes.length > 1 && !isAllowed) io.out([`blocked at ${blocked.length} of ${outcomes.length} endpoints: ${namesOf(blocked)}`]);
  if (options.explain) for (const outcome of outcomes) io.out(explanation(outcome));
  return isAllowed ? 0 : 1;
}

interface Outcome {
  readonly verdict: ConnectResponse;
  readonly ends: Ends;
  /** Absent for a demo, which chooses among the addresses of a pod itself. */
  readonly packet?: Packet;
}

function namesOf(outcomes: readonly Outcome[]): string {
  return outcomes.map(({ ends }) => ends.to).join(', ');
}

function explanation({ verdict, ends, packet }: Outcome): string[] {
  const lines = explain(verdict, ends);
  if (packet?.to.family === 6 && !verdict.allowed)
    lines.push('Windows enforces rules for IPv4 only. IPv6 reaches an isolated pod only if a rule allows any peer.');
  return lines;
}

/** One outcome. For a Service: one for each ready endpoint. */
async function offline(connection: Connection, options: ConnectOptions, io: Io): Promise<Outcome[]> {
  const [{ offlineCluster }, { judgeOffline }, { enforcedPolicy }, { serviceTarget }] = await Promise.all([
    import('./offline/offline-cluster.ts'),
    import('./connect/offline-connect.ts'),
    import('./connect/enforced-policy.ts'),
    import('./connect/service-target.ts'),
  ]);
  const cluster = await offlineCluster({ ...options, withServices: true }, io);
  const service = serviceTarget(cluster, connection);
  io.err((service?.resolved ?? []).map(line => `note: ${line}`));
  const { maxAcls, allowEgressToNode = false } = options;
  const enforced = (policy: PodPolicy): PodPolicy =>
    enforcedPolicy(policy, { ...(maxAcls !== undefined && { maxAcls }), allowEgressToNode });
  return (service?.connections ?? [connection]).map(one => judgeOffline(cluster, one, { enforced, allowEgressToNode }));
}

async function online(connection: Connection, { kubeconfig, timeout }: ConnectOptions, io: Io, clock: Clock): Promise<Outcome> {
  const { demoAt } = await import('./connect/demo-client.ts');
  const ask = await demoAt(kubeconfig);
  const { protocol, port } = connection;
  if ('service' in connection.to) throw new CommandError(['a running demo has no Services. Use -f or --live']);
  const ends = { from: describeEnd(connection.from), to: describeEnd(connection.to) };
  io.progress(`Trying for up to ${timeout / 1000} s …`);
  return { verdict: await attempt(() => ask({ ...ends, protocol, port }), protocol, timeout, clock), ends };
}
