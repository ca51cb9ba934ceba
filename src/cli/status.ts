/** `hns-policy status`: what is enforced on this node, as the agent at work there tells it. */
import type { Io } from './io.ts';
import { agentAddress, askAgent } from './status/ask-agent.ts';
import { isWell } from './status/status-header.ts';
import { statusTable } from './status/status-table.ts';

export interface StatusOptions {
  readonly address?: string;
  readonly output: 'table' | 'json';
}

/**
 * @returns 0, or 2 where something that is wanted is not in force.
 * @throws CommandError where no agent can be asked.
 */
export async function statusCommand({ address, output }: StatusOptions, io: Io): Promise<number> {
  const where = agentAddress(address, io.env);
  io.progress('Asking the agent …');
  const status = await askAgent(where);
  io.out(output === 'json' ? `${JSON.stringify(status, undefined, 2)}\n` : statusTable(status, io.color));
  return isWell(status) ? 0 : 2;
}
