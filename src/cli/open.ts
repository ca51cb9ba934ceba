/** `hns-policy open` and `close`: open pods for a limited time although policies isolate them, and end that. */
import { age } from '../agent/age.ts';
import { MAX_OPEN_MS, type Opening } from '../agent/openings/opening.ts';
import { nameOf, type Scope } from '../agent/openings/target.ts';
import { ApiConnection } from '../kube/watch/connection.ts';
import { columns } from './columns.ts';
import { CommandError } from './command-error.ts';
import type { Io } from './io.ts';
import { loadKubeConfig } from './kube-config.ts';
import { OpeningsMap } from './openings/openings-map.ts';
import { parseTarget, requireTarget } from './openings/target.ts';

export interface OpeningsOptions {
  readonly kubeconfig?: string;
  /** Of the agents. */
  readonly namespace: string;
}

export interface OpenOptions extends OpeningsOptions {
  /** Milliseconds. */
  readonly for?: number;
  readonly reason?: string;
  readonly output: 'table' | 'json';
}

export interface CloseOptions extends OpeningsOptions {
  readonly all?: true;
}

/** Without a target, lists the openings. @returns 0. @throws CommandError */
export async function openCommand(scope: Scope | undefined, name: string | undefined, options: OpenOptions, io: Io): Promise<number> {
  const { for: lasts, reason, output } = options;
  return withCluster(options, io, async (map, connection) => {
    if (scope === undefined) {
      const openings = await map.list(Date.now());
      io.out(output === 'json' ? JSON.stringify({ openings }, undefined, 2).split('\n') : table(openings, Date.now()));
      return 0;
    }
    const target = parseTarget(scope, name ?? '');
    if (lasts === undefined) throw new CommandError(['--for is required, for instance --for 30m']);
    if (lasts <= 0 || lasts > MAX_OPEN_MS) throw new CommandError(['--for must be more than 0 and at most 24h']);
    if (reason !== undefined && !/^\P{C}{0,200}$/u.test(reason))
      throw new CommandError(['--reason must be one line of at most 200 characters']);
    await requireTarget(connection, target);
    const from = Date.now();
    const [start, end] = [from, from + lasts].map(time => new Date(time).toISOString()) as [string, string];
    const opening: Opening = { ...target, from: start, until: end, ...(reason !== undefined && { reason }) };
    await map.put(opening, from);
    io.out([`${scope} ${nameOf(target)} is open until ${end} at the latest. To end it: hns-policy close ${scope} ${nameOf(target)}`]);
    return 0;
  });
}

/** @returns 0, or 1 if the target was not open. @throws CommandError */
export async function closeCommand(scope: Scope | undefined, name: string | undefined, options: CloseOptions, io: Io): Promise<number> {
  return withCluster(options, io, async map => {
    if (options.all) {
      await map.clear();
      io.out(['all openings are ended']);
      return 0;
    }
    if (scope === undefined) throw new CommandError(['name a pod, a namespace or a node, or use --all']);
    const target = parseTarget(scope, name ?? '');
    if (!(await map.remove(target, Date.now()))) throw new CommandError([`${scope} ${nameOf(target)} is not open`]);
    io.out([`the opening of ${scope} ${nameOf(target)} is ended`]);
    return 0;
  });
}

async function withCluster(
  { kubeconfig, namespace }: OpeningsOptions,
  io: Io,
  command: (map: OpeningsMap, connection: ApiConnection) => Promise<number>,
): Promise<number> {
  let connection: ApiConnection | undefined;
  try {
    connection = new ApiConnection(loadKubeConfig(kubeconfig, io.env));
    return await command(new OpeningsMap(connection, namespace), connection);
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError([(error as Error).message]);
  } finally {
    connection?.close();
  }
}

function table(openings: readonly Opening[], now: number): string[] {
  if (openings.length === 0) return ['no pod, namespace or node is open'];
  const rows = openings.map(opening => [
    `${opening.scope} ${nameOf(opening)}`,
    opening.until,
    age(Date.parse(opening.until) - now),
    opening.reason ?? '-',
  ]);
  return columns([['OPEN', 'UNTIL', 'ENDS IN', 'REASON'], ...rows]);
}
