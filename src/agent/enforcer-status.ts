/** What the enforcement on this node has come to, as one line of a status. */

/**
 * `syncing`: not everything of the cluster is known yet, nothing is written. `starting`: no pass has ended yet. `healthy`: every local
 * endpoint is up to date and every local pod is enforced as written. `disconnected`: the same, as far as the agent knows, but it cannot watch the API server.
 * `degraded`: some are not. `waiting`: nothing is written while another engine runs on the node. `dry-run`: HNS
 * can be read, and nothing is ever written. `simulated`: HNS is simulated in memory, and no policy is enforced. `unhealthy`: HNS cannot be read.
 */
export type EnforcerState =
  | 'syncing'
  | 'starting'
  | 'healthy'
  | 'disconnected'
  | 'degraded'
  | 'waiting'
  | 'dry-run'
  | 'simulated'
  | 'unhealthy'
  | 'stopped';

export interface EnforcerStatus {
  readonly state: EnforcerState;
  /** Milliseconds since the epoch. */
  readonly stateSince: number;
  /** Every local endpoint has been as wanted at least once; in a dry run, has been compared. Never where HNS is simulated. */
  readonly ready: boolean;
  readonly endpoints: number;
  readonly failingEndpoints: number;
  /** Pods that have an address and no endpoint. */
  readonly waitingPods: number;
  /** HNS is only read. */
  readonly dryRun: boolean;
  /** Endpoints that are not as wanted and are not changed, since nothing may be written. */
  readonly pendingUpdates: number;
  /** Keys of the pods of other engines that run on the node. */
  readonly otherEngines: readonly string[];
  /** When every local endpoint was last in sync, in milliseconds since the epoch. Absent: never. */
  readonly lastInSync?: number;
}

/** Before anything is known. */
export const UNKNOWN: Omit<EnforcerStatus, 'dryRun' | 'stateSince'> = {
  state: 'syncing',
  ready: false,
  endpoints: 0,
  failingEndpoints: 0,
  waitingPods: 0,
  pendingUpdates: 0,
  otherEngines: [],
};
