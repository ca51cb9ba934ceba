/** The agent's metrics, in a registry of their own. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { HnsError } from '../hns/hns-error.ts';
import type { HcnFunction, Transport } from '../hns/transport.ts';

export type Telemetry = ReturnType<typeof createTelemetry>;

export function createTelemetry() {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name: `hns_policy_${name}`, help, registers });
  return {
    registry,
    passes: new Counter({
      name: 'hns_policy_passes_total',
      help: 'Comparisons of what is wanted with what HNS holds. complete: all endpoints are as wanted. incomplete: some are not. failed: HNS could not be read.',
      labelNames: ['result'] as const,
      registers,
    }),
    passSeconds: new Histogram({
      name: 'hns_policy_pass_duration_seconds',
      help: 'Time a pass took, with all its HNS calls.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
      registers,
    }),
    updates: new Counter({
      name: 'hns_policy_endpoint_updates_total',
      help: 'Attempts to change the ACLs of one endpoint. vanished: the endpoint was gone.',
      labelNames: ['result'] as const,
      registers,
    }),
    driftRepaired: new Counter({
      name: 'hns_policy_drift_repaired_total',
      help: 'Endpoints whose ACLs were put back after someone else, or a restart of HNS, had changed them.',
      registers,
    }),
    calls: new Counter({
      name: 'hns_policy_hns_calls_total',
      help: 'HNS calls by function and result: ok, or the class of the error.',
      labelNames: ['function', 'result'] as const,
      registers,
    }),
    callSeconds: new Histogram({
      name: 'hns_policy_hns_call_duration_seconds',
      help: 'Time HNS took to answer.',
      labelNames: ['function'] as const,
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60],
      registers,
    }),
    rejected: new Gauge({
      name: 'hns_policy_rejected_policies',
      help: 'NetworkPolicies with something that is not in force on this node, by reason; one with several reasons counts once in each.',
      labelNames: ['code'] as const,
      registers,
    }),
    inSync: gauge('in_sync', '1 once all pods, namespaces and policies of the cluster are known.'),
    healthy: gauge('healthy', '1 while HNS can be read and every local endpoint is as wanted.'),
    lastComplete: gauge('last_complete_pass_timestamp_seconds', 'When all endpoints were last found or made as wanted.'),
    policies: gauge('policies', 'NetworkPolicies in the cluster that have an effect on Windows.'),
    localEndpoints: gauge('local_endpoints', 'HNS endpoints of this node that belong to a pod.'),
    failingEndpoints: gauge('failing_endpoints', 'Of those, the ones that are not as wanted.'),
    waitingPods: gauge('waiting_pods', 'Pods of this node that have an address and no endpoint.'),
    acls: gauge('acls', 'ACLs that the local endpoints are to have.'),
  };
}

/** The transport, with every call counted and timed. */
export function measured(transport: Transport, telemetry: Pick<Telemetry, 'calls' | 'callSeconds'>): Transport {
  return {
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      const end = telemetry.callSeconds.startTimer({ function: name });
      let result = 'ok';
      try {
        return await transport.call(name, id, document);
      } catch (error) {
        result = error instanceof HnsError ? error.code : 'broken';
        throw error;
      } finally {
        end();
        telemetry.calls.inc({ function: name, result });
      }
    },
    close: () => transport.close(),
  };
}
