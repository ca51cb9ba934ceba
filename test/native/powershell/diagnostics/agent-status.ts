/** A healthy /status of an agent, with the given changes. */
import type { PodStatus, Status } from '../../../../src/agent/status/status-schema.ts';

const TIME = '2026-11-22T10:00:00.000Z';

export function healthyStatus(changes: Partial<Status> = {}): Status {
  return {
    version: '0.1.0',
    node: 'win1',
    transport: 'edge',
    time: TIME,
    startedAt: TIME,
    state: 'healthy',
    stateSince: TIME,
    ready: true,
    dryRun: false,
    otherEngines: [],
    pendingUpdates: 0,
    lastInSync: TIME,
    hns: { hungCalls: 0, switches: { state: 'unknown', missing: [], values: {} } },
    kubeProxy: { dsr: 'unknown', evidence: '' },
    watches: [],
    pods: [],
    gaps: [],
    findings: [],
    ...changes,
  };
}

export function podStatus(changes: Partial<PodStatus> = {}): PodStatus {
  return {
    namespace: 'demo',
    pod: 'web',
    addresses: ['10.224.0.72'],
    isolated: { ingress: true, egress: false },
    policies: ['demo/demo-policy'],
    acls: { desired: 0, actual: 0 },
    result: 'unchanged',
    issues: [],
    ...changes,
  };
}
