/** `hns-policy cleanup`: takes everything of the agent off this node, for uninstalling it. */
import { type Cleanup, cleanup, type Removal } from '../agent/cleanup.ts';
import { openTransport, TRANSPORTS, type TransportName } from '../agent/transports.ts';
import { HnsClient } from '../hns/client.ts';
import type { Engine } from '../hns/endpoint/leftovers.ts';
import { HnsError } from '../hns/transport/hns-error.ts';
import { Deadline } from '../hns/transport/hung-calls.ts';
import { readOnly } from '../hns/transport/read-only.ts';
import { columns } from './columns.ts';
import { CommandError } from './command-error.ts';
import type { Io } from './io.ts';

export interface CleanupCommandOptions {
  readonly dryRun?: boolean;
  readonly transport: TransportName;
  /** Seconds. */
  readonly hnsTimeout: number;
  readonly takeover: readonly Engine[];
  readonly output: 'table' | 'json';
}

/**
 * @returns 0 when nothing of the agent is left, or only something that would be removed; 1 when something could not be read or removed; 2 when
 * all is open, but ACLs of the agent that allow everything had to stay.
 * @throws CommandError when HNS cannot be read at all.
 */
export async function cleanupCommand(options: CleanupCommandOptions, io: Io, open = openTransport): Promise<number> {
  const { dryRun = false, hnsTimeout, output, takeover } = options;
  const timeoutMs = hnsTimeout * 1000;
  const transport = await open(options.transport, { nodeName: '', timeoutMs, log: sentence => io.err(`${sentence}\n`) });
  if (!TRANSPORTS[options.transport].enforces) io.err('warning: HNS is simulated in memory, and the HNS of this node is not read\n');
  const deadline = new Deadline(dryRun ? readOnly(transport) : transport, timeoutMs);
  const client = new HnsClient(deadline);
  try {
    const result = await cleanup(client, { takeover, dryRun, progress: (done, of) => io.progress(`Endpoint ${done} of ${of} …`) });
    io.progress('');
    if (output === 'json') io.out(`${JSON.stringify(document(result, dryRun), undefined, 2)}\n`);
    else {
      for (const line of problems(result)) io.err(`${line}\n`);
      io.out(table(result, dryRun));
    }
    return statusOf(result);
  } catch (error) {
    if (error instanceof HnsError) throw new CommandError([`HNS cannot be read, nothing was removed: ${error.message}`]);
    throw error;
  } finally {
    await transport.close();
    // A native call that hangs cannot be taken back, and would keep the process alive.
    if (deadline.hung > 0) setTimeout(() => process.exit(), 1000).unref();
  }
}

function statusOf({ removals, unreadable, sets }: Cleanup): number {
  if (unreadable.length > 0 || sets?.result === 'failed' || removals.some(({ result }) => result === 'failed')) return 1;
  return removals.some(({ result }) => result === 'left-open') ? 2 : 0;
}

function document({ removals, unreadable, sets }: Cleanup, dryRun: boolean): unknown {
  return {
    dryRun,
    endpoints: removals.map(({ error, ...removal }) => ({ ...removal, ...(error && { error: error.message }) })),
    unreadable: unreadable.map(({ id, error }) => ({ endpoint: id, error: error.message })),
    ...(sets && { sets }),
  };
}

function problems({ removals, unreadable, sets }: Cleanup): string[] {
  return [
    ...(sets?.reason === undefined ? [] : [`error: sets of Azure NPM on ${sets.networks.join(', ')}: ${sets.reason}`]),
    ...unreadable.map(({ id, error }) => `error: endpoint ${id} cannot be read: ${error.message}`),
    ...removals.flatMap(({ endpoint, error }) => (error ? [`error: endpoint ${endpoint}: ${error.message}`] : [])),
    ...removals.flatMap(({ endpoint, result }) =>
      result === 'left-open'
        ? [`warning: endpoint ${endpoint}: HNS does not let its last ACLs go; those of the agent that allow everything stand there instead`]
        : [],
    ),
  ];
}

function table({ removals, sets }: Cleanup, dryRun: boolean): string {
  const ofSets = sets ? [`sets of Azure NPM on ${sets.networks.join(', ')}: ${sets.result}`] : [];
  if (removals.length === 0) return `${sets ? ofSets.join('\n') : 'nothing to remove'}\n`;
  const row = ({ endpoint, name, addresses, result, acls, kept }: Removal) => [
    endpoint,
    name || '-',
    addresses.join(',') || '-',
    result,
    `${acls.length}`,
    `${kept}`,
  ];
  const lines = columns([['ENDPOINT', 'NAME', 'ADDRESSES', 'RESULT', 'ACLS', 'KEPT'], ...removals.map(row)]);
  if (dryRun) lines.push(...removals.flatMap(({ endpoint, acls }) => ['', `${endpoint}:`, ...acls.map(id => `  ${id}`)]));
  return `${[...lines, ...ofSets].join('\n')}\n`;
}
