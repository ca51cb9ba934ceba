/** The entries of the Windows Event Log: one for each state of the agent. docs/operations.md lists them. */
import type { EnforcerState } from '../enforcer-status.ts';

export interface EventLogEntry {
  /** 1 to 1000, as `eventcreate.exe` demands. It never changes its meaning, because administrators filter by it. */
  readonly id: number;
  readonly level: 'information' | 'warning' | 'error';
  /** Text of the agent alone. It contains no data from the cluster or from HNS. */
  readonly text: string;
}

/** By the state that begins. */
export const STATE_ENTRIES: Readonly<Record<EnforcerState, EventLogEntry>> = {
  syncing: entry(10, 'information', 'The agent lists the cluster. It writes no ACLs before it has the complete lists.'),
  starting: entry(11, 'information', 'The agent has listed the cluster and checks the endpoints.'),
  healthy: entry(12, 'information', 'Every endpoint is in sync.'),
  stopped: entry(13, 'information', 'The agent stopped. Existing ACLs stay in force.'),
  disconnected: entry(20, 'warning', 'The API server cannot be watched. Its last known state stays in force.'),
  degraded: entry(21, 'warning', 'Some pods are not enforced as their policies demand.'),
  waiting: entry(22, 'warning', 'Another policy engine runs on this node. The agent writes no ACLs.'),
  'dry-run': entry(23, 'warning', 'The agent runs in a dry run. It writes no ACLs.'),
  unhealthy: entry(30, 'error', 'HNS cannot be read. Existing ACLs stay in force.'),
  simulated: entry(31, 'error', 'HNS is simulated in memory. No policy is enforced.'),
  unsupported: entry(32, 'error', 'Windows or HNS is too old. No policy is enforced.'),
};

function entry(id: number, level: EventLogEntry['level'], text: string): EventLogEntry {
  return { id, level, text: `${text} For details run: hns-policy status` };
}
