/** `hns-policy connect`: tests one connection against a running demo or against manifests. */
import { setTimeout } from 'node:timers/promises';
import type { Packet } from '../core/verdict.ts';
import { attempt, type Clock } from './connect/connect-attempts.ts';
import type { ConnectResponse } from './connect/connect-protocol.ts';
import { type Connection, describeEnd, parseConnection } from './connect/connect-target.ts';
import { type Ends, explain } from './connect/explain.ts';
import type { Io } from './io.ts';
import type { OfflineOptions } from './offline/offline-cluster.ts';

export interface ConnectOptions extends Omit<OfflineOptions, 'filename'> {
  /** Manifests. Absent: a running demo. */
  readonly filename?: readonly string[];
  readonly protocol: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly explain?: boolean;
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
  const {
    verdict,
    ends,
    packet,
    ipv6 = false,
  } = filename ? await offline(connection, { ...options, filename }, io) : await online(connection, options, io, clock);
  if (!verdict.allowed) io.out(['TIMEOUT']);
  const lines = explain(verdict, ends);
  if (packet?.to.family === 6 && !verdict.allowed && !ipv6)
    lines.push(
      'Windows enforces rules for IPv4 only. IPv6 reaches an isolated pod only if a rule allows any peer. Set translate: ipv6 to enforce rules for IPv6.',
    );
  if (options.explain) io.out(lines);
  return verdict.allowed ? 0 : 1;
}

interface Outcome {
  readonly verdict: ConnectResponse;
  readonly ends: Ends;
  /** Absent for a demo, which chooses among the addresses of a pod itself. */
  readonly packet?: Packet;
  /** Windows translates IPv6. */
  readonly ipv6?: boolean;
}

async function offline(connection: Connection, options: OfflineOptions, io: Io): Promise<Outcome> {
  const [{ offlineCluster }, { judgeOffline }] = await Promise.all([
    import('./offline/offline-cluster.ts'),
    import('./connect/offline-connect.ts'),
  ]);
  const cluster = await offlineCluster(options, io);
  return { ...judgeOffline(cluster, connection), ipv6: cluster.ipv6 };
}

async function online(connection: Connection, { kubeconfig, timeout }: ConnectOptions, io: Io, clock: Clock): Promise<Outcome> {
  const { demoAt } = await import('./connect/demo-client.ts');
  const ask = await demoAt(kubeconfig);
  const { protocol, port } = connection;
  const ends = { from: describeEnd(connection.from), to: describeEnd(connection.to) };
  io.progress(`Trying for up to ${timeout / 1000} s …`);
  return { verdict: await attempt(() => ask({ ...ends, protocol, port }), protocol, timeout, clock), ends };
}
