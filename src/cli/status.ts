/** `hns-policy status`: prints the status of the agent on this node. */
import type { Io } from './io.ts';
import { agentAddress, queryAgent } from './status/query-agent.ts';
import { isWell } from './status/status-header.ts';
import { statusTable } from './status/status-table.ts';

export interface StatusOptions {
  readonly address?: string;
  readonly output: 'table' | 'json';
}

/**
 * @returns 0, or 2 if the agent or one of its pods is not healthy.
 * @throws CommandError if no agent responds.
 */
export async function statusCommand({ address, output }: StatusOptions, io: Io): Promise<number> {
  const where = agentAddress(address, io.env);
  io.progress('Querying the agent …');
  const status = await queryAgent(where);
  io.out(output === 'json' ? JSON.stringify(status, undefined, 2).split('\n') : statusTable(status, io.color));
  return isWell(status) ? 0 : 2;
}
