import { isSupported } from '../core/backend.ts';
import type { SandboxWatchOptions } from '../cri/sandbox-watch.ts';
import type { HnsClient } from '../hns/client.ts';
import { windows } from '../hns/windows.ts';
import type { Config } from './config.ts';
import type { TaintRemoval } from './enforcement/taint-removal.ts';
import type { Log } from './log.ts';
import type { Telemetry } from './metrics/telemetry.ts';
import type { Events } from './report/event-outbox.ts';

export type EnforcerConfig = Pick<
  Config,
  | 'nodeName'
  | 'onUnsupported'
  | 'translate'
  | 'network'
  | 'networkTypes'
  | 'takeover'
  | 'cniDefaultDeny'
  | 'dryRun'
  | 'resyncSeconds'
  | 'maxAcls'
  | 'maxPolicyMatches'
  | 'allowEgressToNode'
  | 'podEventSeconds'
  | 'maxIssues'
  | 'rejectionLinesPerMinute'
  | 'maxOpenSeconds'
>;

export interface EnforcerOptions {
  readonly config: EnforcerConfig;
  readonly client: HnsClient;
  /** ACLs take effect on the traffic of pods. Default true. */
  readonly enforces?: boolean;
  /** Of Windows. Absent: unknown, and HNS's version alone decides if it is supported. */
  readonly windowsBuild?: number | undefined;
  /** Absent: the node keeps its startup taint. */
  readonly taintRemoval?: TaintRemoval | undefined;
  /** The container runtime of this node. Absent: pods are known by the addresses that the API server reports, which is not an error. */
  readonly cri?: Pick<SandboxWatchOptions, 'endpoint' | 'connect'>;
  /** Canonical and sorted. Called every second. */
  readonly hostAddresses: () => readonly string[];
  readonly events: Events;
  readonly log: Log;
  readonly telemetry: Telemetry;
  /** In [0, 1). */
  readonly random: () => number;
  /** True while kube-proxy is known to run without DSR. Default: false. */
  readonly isDsrOff?: () => boolean;
  /** False while the API server cannot be watched. Default: true. */
  readonly hasContact?: () => boolean;
}

/** The settings that decide which endpoints are enforced, and how. */
export function enforcementSettings(config: EnforcerConfig) {
  const { nodeName, translate, network, networkTypes, takeover, cniDefaultDeny, maxAcls, allowEgressToNode, resyncSeconds } = config;
  return {
    node: nodeName,
    choice: { ...(network !== undefined && { network: new RegExp(`^(?:${network})$`) }), ...(networkTypes && { networkTypes }) },
    takeover,
    cniDefaultDeny,
    maxAcls,
    allowEgressToNode,
    ipv6: isSupported(windows(translate), 'ipv6'),
    resyncMs: resyncSeconds * 1000,
  };
}
