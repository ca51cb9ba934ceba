/** The state of enforcement on this node. */
import type { CriHealth } from '../cri/cri-health.ts';
import type { ActiveOpening } from './openings/openings.ts';
import type { Unreadable } from './report/hns-trouble.ts';
import type { PodTrouble } from './report/pod-event.ts';
import type { Gap } from './report/protection.ts';
import type { PodState } from './status/pod-states.ts';

/**
 * `syncing`: the cluster has not been listed completely, HNS is not written. `starting`: no endpoint has been checked yet. `healthy`: every
 * local endpoint is in sync and every local pod is enforced as written. `disconnected`: the same for the last known cluster state, but the agent
 * cannot watch the API server. `degraded`: some are not. `waiting`: another policy engine runs on the node, HNS is not written. `dry-run`: HNS
 * is only read. `simulated`: HNS is simulated in memory, no policy is enforced. `unhealthy`: HNS cannot be read. `unsupported`: Windows or HNS is
 * too old, HNS is not written.
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
  | 'unsupported'
  | 'stopped';

export interface EnforcerStatus {
  readonly state: EnforcerState;
  /** Milliseconds since the epoch. */
  readonly stateSince: number;
  /** Every local endpoint is in sync, or was two seconds ago. In a dry run: has been compared. Always false if HNS is simulated. */
  readonly ready: boolean;
  readonly endpoints: number;
  readonly failingEndpoints: number;
  /** Pods with an address but no endpoint. */
  readonly waitingPods: number;
  /** Why Windows or HNS is too old. Set in the state `unsupported`. */
  readonly unsupported?: string | undefined;
  /** HNS is only read. */
  readonly dryRun: boolean;
  /** Endpoints that are out of sync and not updated because writes are disabled. */
  readonly pendingUpdates: number;
  /** Keys of the pods of other engines that run on the node. */
  readonly otherEngines: readonly string[];
  /** When every local endpoint was last in sync, in milliseconds since the epoch. Absent: never. */
  readonly lastInSync?: number;
}

/** Status before the cluster has been listed. */
export const UNKNOWN: Omit<EnforcerStatus, 'dryRun' | 'stateSince'> = {
  state: 'syncing',
  ready: false,
  endpoints: 0,
  failingEndpoints: 0,
  waitingPods: 0,
  pendingUpdates: 0,
  otherEngines: [],
};

/** The state of each pod on this node. */
export interface EnforcerDetail {
  readonly pods: readonly PodState[];
  /** Times without ACLs that ended within the last hour. */
  readonly gaps: readonly Gap[];
  /** By UID. */
  readonly troubles: ReadonlyMap<string, PodTrouble>;
  /** Undefined: the last read of HNS succeeded. */
  readonly unreadable: Unreadable | undefined;
  /** Absent: the agent uses no container runtime. */
  readonly containerRuntime: CriHealth | undefined;
  /** Of administrators. `problem`: their ConfigMap is invalid or cannot be read, so no pod is opened. */
  readonly openings: { readonly active: readonly ActiveOpening[]; readonly problem: string | undefined };
}
