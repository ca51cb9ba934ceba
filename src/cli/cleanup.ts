/** `hns-policy cleanup`: removes all ACLs of the agent from this node, for uninstalling. */
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
 * @returns 0: no ACL of the agent is left, or a dry run found them. 1: an endpoint could not be read, or ACLs could not be removed.
 * 2: all traffic is open, but HNS kept allow-all ACLs of the agent.
 * @throws CommandError if HNS cannot be read.
 */
export async function cleanupCommand(options: CleanupCommandOptions, io: Io, open = openTransport): Promise<number> {
  const { dryRun = false, hnsTimeout, output, takeover } = options;
  const timeoutMs = hnsTimeout * 1000;
  const { transport, warning } = await open(options.transport, { nodeName: '', timeoutMs, log: sentence => io.err([sentence]) });
  if (warning !== undefined) io.err([`warning: ${warning}`]);
  if (!TRANSPORTS[options.transport].enforces) io.err(['warning: HNS is simulated in memory. The HNS of this node is not read.']);
  const deadline = new Deadline(dryRun ? readOnly(transport) : transport, timeoutMs);
  const client = new HnsClient(deadline);
  try {
    const result = await cleanup(client, { takeover, dryRun, progress: (done, of) => io.progress(`Endpoint ${done} of ${of} …`) });
    io.progress('');
    if (output === 'json') io.out(JSON.stringify(document(result, dryRun), undefined, 2).split('\n'));
    else {
      io.err(problems(result));
      io.out(table(result, dryRun));
    }
    return statusOf(result);
  } catch (error) {
    if (error instanceof HnsError) throw new CommandError([`HNS cannot be read, no ACL was removed: ${error.message}`]);
    throw error;
  } finally {
    await transport.close();
    // A native call that hangs cannot be cancelled and would keep the process alive.
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
    ...(sets?.reason === undefined ? [] : [`error: Azure NPM sets on ${sets.networks.join(', ')}: ${sets.reason}`]),
    ...unreadable.map(({ id, error }) => `error: endpoint ${id} cannot be read: ${error.message}`),
    ...removals.flatMap(({ endpoint, error }) => (error ? [`error: endpoint ${endpoint}: ${error.message}`] : [])),
    ...removals.flatMap(({ endpoint, result }) =>
      result === 'left-open'
        ? [`warning: endpoint ${endpoint}: HNS did not remove its last ACLs. Allow-all ACLs of the agent replace them.`]
        : [],
    ),
  ];
}

function table({ removals, sets }: Cleanup, dryRun: boolean): string[] {
  const ofSets = sets ? [`Azure NPM sets on ${sets.networks.join(', ')}: ${sets.result}`] : [];
  if (removals.length === 0) return sets ? ofSets : ['nothing to remove'];
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
  return [...lines, ...ofSets];
}
