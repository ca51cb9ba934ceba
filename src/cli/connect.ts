/** `hns-policy connect`: tests one connection against a running demo or against manifests. */
import { setTimeout } from 'node:timers/promises';
import { formatAddress, hasIpv6 } from '../core/address.ts';
import type { PodPolicy } from '../core/pod-policy.ts';
import { CommandError } from './command-error.ts';
import { attempt, type Clock } from './connect/connect-attempts.ts';
import { type Connection, describeEnd, parseConnection } from './connect/connect-target.ts';
import { endText } from './connect/end-text.ts';
import { explain } from './connect/explain.ts';
import type { ConnectDocument, Explanation } from './connect/explanation-schema.ts';
import type { Io } from './io.ts';
import type { OfflineOptions } from './offline/offline-cluster.ts';

/** Without `filename` and `live` it asks a running demo. */
export interface ConnectOptions extends OfflineOptions {
  readonly protocol: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly explain?: boolean;
  readonly output: 'text' | 'json';
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
  const blocked = outcomes.filter(({ allowed }) => !allowed);
  const allowed = outcomes.length > 0 && blocked.length === 0;
  if (options.output === 'json') {
    const document: ConnectDocument = { allowed, connections: outcomes.map(({ explanation }) => explanation()) };
    io.out(JSON.stringify(document, undefined, 2).split('\n'));
    return allowed ? 0 : 1;
  }
  if (!allowed) io.out(['TIMEOUT']);
  if (outcomes.length > 1 && !allowed)
    io.out([`blocked at ${blocked.length} of ${outcomes.length} endpoints: ${blocked.map(({ to }) => to).join(', ')}`]);
  if (options.explain) for (const { explanation } of outcomes) io.out(explain(explanation()));
  return allowed ? 0 : 1;
}

interface Outcome {
  readonly allowed: boolean;
  /** The destination. */
  readonly to: string;
  /** Costs more than the verdict. */
  readonly explanation: () => Explanation;
}

/** One outcome. For a Service: one for each ready endpoint. */
async function offline(connection: Connection, options: ConnectOptions, io: Io): Promise<Outcome[]> {
  const [{ offlineCluster }, { judgeOffline }, { explanationOf }, { enforcedPolicy }, { serviceTarget }] = await Promise.all([
    import('./offline/offline-cluster.ts'),
    import('./connect/offline-connect.ts'),
    import('./connect/explanation.ts'),
    import('./connect/enforced-policy.ts'),
    import('./connect/service-target.ts'),
  ]);
  const judged = await offlineCluster({ ...options, withServices: true }, io);
  const service = serviceTarget(judged, connection);
  io.err((service?.resolved ?? []).map(line => `note: ${line}`));
  const { maxAcls, allowEgressToNode = false } = options;
  const enforced = (policy: PodPolicy): PodPolicy =>
    enforcedPolicy(policy, {
      ...(maxAcls !== undefined && { maxAcls }),
      allowEgressToNode,
      ipv6: judged.ipv6 && hasIpv6(policy.pod.addresses),
    });
  const enforcement = { enforced, allowEgressToNode };
  return (service?.connections ?? [connection]).map(one => {
    const verdict = judgeOffline(judged, one, enforcement);
    const explanation = () => explanationOf({ ...judged, enforcement }, one, verdict);
    const { packet, destination } = verdict;
    return { allowed: verdict.verdict.allowed, to: endText(destination.pods, formatAddress(packet.to), destination.system), explanation };
  });
}

async function online(connection: Connection, { kubeconfig, timeout }: ConnectOptions, io: Io, clock: Clock): Promise<Outcome> {
  const { demoAt } = await import('./connect/demo-client.ts');
  const ask = await demoAt(kubeconfig);
  const { protocol, port } = connection;
  if ('service' in connection.to) throw new CommandError(['a running demo has no Services. Use -f or --live']);
  const ends = { from: describeEnd(connection.from), to: describeEnd(connection.to) };
  io.progress(`Trying for up to ${timeout / 1000} s …`);
  const answer = await attempt(() => ask({ ...ends, protocol, port }), protocol, timeout, clock);
  return { allowed: answer.allowed, to: ends.to, explanation: () => answer };
}
