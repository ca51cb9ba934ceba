/**
 * The agent's metrics, in a registry of their own. Every label has few values, whatever the cluster does: docs/metrics.md lists them all and
 * is written from here.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Telemetry = ReturnType<typeof createTelemetry>;

const LATENCIES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];

export function createTelemetry() {
  const registry = new Registry();
  const registers = [registry];
  const name = (rest: string) => `hns_policy_${rest}`;
  const gauge = (rest: string, help: string) => new Gauge({ name: name(rest), help, registers });
  /** There from the start: an increase from nothing is none to Prometheus. */
  const results = (rest: string, help: string, values: readonly string[]) => {
    const counter = new Counter({ name: name(rest), help, labelNames: ['result'] as const, registers });
    for (const result of values) counter.inc({ result }, 0);
    return counter;
  };
  return {
    registry,
    build: new Gauge({
      name: name('build_info'),
      help: '1; the labels say which agent this is, on which version of Node.js it runs and how it reaches HNS.',
      labelNames: ['version', 'node_version', 'transport'] as const,
      registers,
    }),
    inSync: gauge('in_sync', '1 once all pods, namespaces and policies of the cluster are known.'),
    lastInSync: gauge('last_in_sync_timestamp_seconds', 'When all local endpoints were last in sync. 0 before the first time.'),
    policies: gauge('policies', 'NetworkPolicies in the cluster that have an effect on Windows.'),
    rejected: new Gauge({
      name: name('rejected_policies'),
      help: 'NetworkPolicies with something that is not in force on this node, by reason; one with several reasons counts once in each.',
      labelNames: ['code'] as const,
      registers,
    }),
    localEndpoints: gauge('local_endpoints', 'HNS endpoints of this node that belong to a pod.'),
    failingEndpoints: gauge('failing_endpoints', 'Local endpoints that are out of sync.'),
    foreignConflicts: new Gauge({
      name: name('foreign_acl_endpoints'),
      help: 'Local endpoints on which a foreign ACL decides otherwise than the policies. opens: it allows what they deny, so the pod is not enforced. closes: it blocks what they allow.',
      labelNames: ['effect'] as const,
      registers,
    }),
    waitingPods: gauge('waiting_pods', 'Pods of this node that have an address and no endpoint.'),
    desiredAcls: gauge('desired_acls', "ACLs of the agent that this node's endpoints must have."),
    unreadableEndpoints: gauge('unreadable_endpoints', 'Endpoints that HNS lists but does not describe, so their pods are unknown.'),
    actualAcls: gauge('actual_acls', "ACLs of the agent that HNS held for this node's endpoints when they were last read or written."),
    driftRepaired: new Counter({
      name: name('drift_repaired_total'),
      help: 'Endpoints whose ACLs were put back after someone else, or a restart of HNS, had changed them.',
      registers,
    }),
    dryRun: gauge('dry_run', '1 where the agent only reads HNS and writes nothing (dryRun).'),
    simulated: gauge('simulated', '1 where HNS is simulated in memory (transport simulator): this agent enforces no policy.'),
    takeoverWaiting: gauge('takeover_waiting', '1 while another engine for NetworkPolicies runs on this node: nothing is written.'),
    pendingUpdates: gauge('pending_updates', 'Local endpoints that are not as wanted and are not changed, since nothing may be written.'),
    takenOver: new Counter({
      name: name('taken_over_endpoints_total'),
      help: 'Endpoints on which what another engine had left gave way to ACLs of the agent, or to none where no policy isolates the pod.',
      labelNames: ['from'] as const,
      registers,
    }),
    updates: results(
      'endpoint_updates_total',
      'Attempts to change the ACLs of one endpoint. updated: they are in force. failed: they are not. gone: the endpoint had vanished.',
      ['updated', 'failed', 'gone'],
    ),
    updateWindow: new Histogram({
      name: name('update_window_seconds'),
      help: 'Time from the last read of an endpoint until HNS had answered its Update. A foreign change in this time is overwritten.',
      buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60],
      registers,
    }),
    foreignDifferences: new Counter({
      name: name('foreign_differences_total'),
      help: 'Updates after which HNS held other foreign policies than it was sent.',
      registers,
    }),
    secondWriter: new Counter({
      name: name('second_writer_total'),
      help: 'Foreign ACLs that came back after they were gone, or appeared within a minute after an Update of the agent: another program writes the endpoint.',
      registers,
    }),
    queued: gauge('queued_endpoints', 'Endpoints that wait for work.'),
    concurrency: gauge('concurrent_endpoints_limit', 'Endpoints that the agent works on at a time. Follows the latency of HNS.'),
    events: results(
      'events_total',
      'Kubernetes Events. created: by this agent. exists: another node had it recorded already. failed: an attempt that the API server did not take; it is made again.',
      ['created', 'exists', 'failed'],
    ),
    eventToApplied: new Histogram({
      name: name('event_to_applied_seconds'),
      help: 'Time from an API event that changes something on this node until every local endpoint is in sync. Of events that are applied together, the first counts.',
      buckets: LATENCIES,
      registers,
    }),
    timeToProtect: new Histogram({
      name: name('time_to_protect_seconds'),
      help: 'How long a new pod that policies isolate was without its ACLs: from the first sight of its HNS endpoint until they were in force.',
      buckets: LATENCIES,
      registers,
    }),
    calls: new Counter({
      name: name('hns_calls_total'),
      help: 'HNS calls by function and result. ok, or the class of the error: not-found, access-denied, timeout, unavailable, rejected; broken: no answer of HNS at all. spared: not made, since an earlier one for the same object hangs.',
      labelNames: ['function', 'result'] as const,
      registers,
    }),
    errors: new Counter({
      name: name('hns_errors_total'),
      help: 'HNS calls that failed, by function and name of the HRESULT. other: one without a name here. none: no HRESULT came, since HNS did not answer or was not reached.',
      labelNames: ['function', 'hresult'] as const,
      registers,
    }),
    callSeconds: new Histogram({
      name: name('hns_call_duration_seconds'),
      help: 'Time HNS took to answer, or until the call was given up (hnsTimeoutSeconds).',
      labelNames: ['function'] as const,
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60],
      registers,
    }),
  };
}
