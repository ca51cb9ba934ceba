/**
 * The agent's metrics, in a registry of their own. Every label has few values, whatever the cluster contains. docs/metrics.md is generated from
 * this file.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ENGINES } from '../../hns/endpoint/leftovers.ts';
import { HCN_FUNCTIONS } from '../../hns/transport/transport.ts';
import { CALL_RESULTS, ERROR_NAMES } from './call-labels.ts';

export type Telemetry = ReturnType<typeof createTelemetry>;

const LATENCIES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];

export function createTelemetry() {
  const registry = new Registry();
  const registers = [registry];
  const name = (rest: string) => `hns_policy_${rest}`;
  const gauge = (rest: string, help: string) => new Gauge({ name: name(rest), help, registers });
  /** Starts each series at 0, because Prometheus cannot compute the increase of a series that appears with its first value. */
  const counts = <L extends string>(rest: string, help: string, label: L, values: readonly string[]) => {
    const counter = new Counter({ name: name(rest), help, labelNames: [label], registers });
    for (const value of values) counter.labels(value).inc(0);
    return counter;
  };
  const calls = new Counter({
    name: name('hns_calls_total'),
    help: 'HNS calls by function and result. ok, or the class of the error: not-found, access-denied, timeout, unavailable, rejected. broken: not an error from HNS. spared: not made because an earlier call for the same object hangs.',
    labelNames: ['function', 'result'] as const,
    registers,
  });
  for (const call of HCN_FUNCTIONS) for (const result of CALL_RESULTS) calls.labels(call, result).inc(0);
  return {
    registry,
    build: new Gauge({
      name: name('build_info'),
      help: 'Always 1. The labels are the version of the agent, the version of Node.js and the transport.',
      labelNames: ['version', 'node_version', 'transport'] as const,
      registers,
    }),
    inSync: gauge('in_sync', '1 once all pods, namespaces and policies of the cluster have been listed.'),
    lastInSync: gauge('last_in_sync_timestamp_seconds', 'When all local endpoints were last in sync. 0 before the first time.'),
    policies: gauge('policies', 'NetworkPolicies in the cluster that have an effect on Windows.'),
    rejected: new Gauge({
      name: name('rejected_policies'),
      help: 'NetworkPolicies that are not fully in force on this node, by reason. A policy counts once per reason.',
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
    waitingPods: gauge('waiting_pods', 'Pods of this node that have an address but no endpoint.'),
    desiredAcls: gauge('desired_acls', "Desired ACLs of the agent on this node's endpoints."),
    unreadableEndpoints: gauge('unreadable_endpoints', 'Endpoints that HNS lists but does not describe, so their pods are unknown.'),
    actualAcls: gauge('actual_acls', "ACLs of the agent on this node's endpoints when they were last read or written."),
    driftRepaired: new Counter({
      name: name('drift_repaired_total'),
      help: 'Endpoints that were repaired after drift: their ACLs were changed externally or lost in a restart of HNS.',
      registers,
    }),
    restarts: new Counter({
      name: name('hns_restarts_total'),
      help: 'Restarts of HNS that the agent detected by the process id of the service. After each it reads every endpoint.',
      registers,
    }),
    unsupported: gauge('unsupported', '1 if Windows or HNS is too old, so the agent writes nothing.'),
    dryRun: gauge('dry_run', '1 if the agent only reads HNS (dryRun).'),
    simulated: gauge('simulated', '1 if HNS is simulated in memory (transport simulator) and no policy is enforced.'),
    takeoverWaiting: gauge('takeover_waiting', '1 while another policy engine runs on this node, so the agent writes nothing.'),
    pendingUpdates: gauge('pending_updates', 'Local endpoints that are out of sync and not updated because writes are disabled.'),
    takenOver: counts('taken_over_endpoints_total', 'Endpoints on which the leftovers of another engine were replaced.', 'from', ENGINES),
    updates: counts(
      'endpoint_updates_total',
      'Attempts to update the ACLs of an endpoint. updated: success. failed: failure. gone: the endpoint no longer existed.',
      'result',
      ['updated', 'failed', 'gone'],
    ),
    unprotectedEndpoints: gauge('unprotected_endpoints', 'Endpoints of isolated pods that have no ACL of the agent.'),
    unprotectedSeconds: new Counter({
      name: name('unprotected_seconds_total'),
      help: 'Seconds that isolated pods were without any ACL of the agent, counted when each time ends.',
      registers,
    }),
    unownedEndpoints: gauge('unowned_endpoints', 'Endpoints that have belonged to a container and to no known pod for 30 seconds.'),
    criConnected: gauge('cri_connected', '1 while the agent can list the pod sandboxes of the container runtime.'),
    kubeProxyDsr: new Gauge({
      name: name('kube_proxy_dsr'),
      help: '1 for the mode of kube-proxy on this node. off: policies do not apply to connections through Services. unknown: HNS shows neither.',
      labelNames: ['mode'] as const,
      registers,
    }),
    closedEndpoints: new Gauge({
      name: name('closed_endpoints'),
      help: 'Endpoints that are closed although policies may allow something. error: their rules could not be computed. limit: they need more than maxAcls, or a policy exceeds maxPolicyMatches. dispute: several pods claim them. rejected: HNS rejects their ACLs.',
      labelNames: ['reason'] as const,
      registers,
    }),
    openedEndpoints: gauge('opened_endpoints', 'Endpoints of pods that an administrator opened with hns-policy open.'),
    openingsInvalid: gauge(
      'openings_invalid',
      '1 while the ConfigMap of hns-policy open is invalid or cannot be read, so that no pod is opened.',
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
    connectionsEnded: new Counter({
      name: name('http_connections_ended_total'),
      help: 'Connections to metricsAddress or secureMetricsAddress that the agent ended because more than metricsMaxConnections were open.',
      registers,
    }),
    events: counts(
      'events_total',
      'Kubernetes Events. created: by this agent. exists: already recorded by another node. left: another node records it. failed: rejected by the API server, will be retried. dropped: too many waited.',
      'result',
      ['created', 'exists', 'left', 'failed', 'dropped'],
    ),
    linesDropped: counts(
      'log_lines_dropped_total',
      'Log lines that were dropped. rate: too many about one namespace. full: the reader of the log stalls. failed: the write failed, for instance on a full disk.',
      'reason',
      ['rate', 'full', 'failed'],
    ),
    eventToApplied: new Histogram({
      name: name('event_to_applied_seconds'),
      help: 'Time from an API event that affects this node until every local endpoint is in sync. Of events that are applied together, the first counts.',
      buckets: LATENCIES,
      registers,
    }),
    timeToProtect: new Histogram({
      name: name('time_to_protect_seconds'),
      help: 'Time that a new isolated pod was without its ACLs: from the first list with its HNS endpoint or sandbox until the ACLs were in force.',
      buckets: LATENCIES,
      registers,
    }),
    calls,
    errors: counts(
      'hns_errors_total',
      'Failed HNS calls by name of the HRESULT. other: an HRESULT without a known name. none: no HRESULT, because HNS did not respond or was not reached.',
      'hresult',
      ERROR_NAMES,
    ),
    callSeconds: new Histogram({
      name: name('hns_call_duration_seconds'),
      help: 'Duration of HNS calls. A call that times out counts with its timeout (hnsTimeoutSeconds).',
      labelNames: ['function'] as const,
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60],
      registers,
    }),
  };
}
