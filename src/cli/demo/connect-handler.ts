/** Serves `hns-policy connect` in a running demo. It evaluates the packet with the ACLs that the simulated HNS holds now. */
import type { Config } from '../../agent/config.ts';
import { ClusterState } from '../../agent/state.ts';
import { isSupported } from '../../core/backend.ts';
import { Cluster } from '../../core/cluster.ts';
import { reject } from '../../core/reject.ts';
import type { Half } from '../../core/verdict.ts';
import { windows } from '../../hns/windows.ts';
import type { EmbeddedCluster } from '../../simulator/embedded-cluster.ts';
import type { EndpointDecision, Fabric } from '../../simulator/hns/fabric.ts';
import type { MountedHandler } from '../../simulator/kube/server.ts';
import { CommandError } from '../command-error.ts';
import { type ConnectRequest, connectRequest } from '../connect/connect-protocol.ts';
import { parseConnection } from '../connect/connect-target.ts';
import { type ExplainedCluster, explanationOf } from '../connect/explanation.ts';
import type { DecidedHalf, Explanation } from '../connect/explanation-schema.ts';
import { judgeOffline } from '../connect/offline-connect.ts';

type RejectionConfig = Pick<Config, 'onUnsupported' | 'translate'>;

/**
 * Responds with 400 to an invalid request, and with 422 and a message if an end is not a pod of the cluster or has no address.
 * @param config Of the agent.
 */
export function connectHandler(embedded: EmbeddedCluster, config: RejectionConfig): MountedHandler {
  return ({ method, body }) => {
    const request = connectRequest.safeParse(body);
    if (method !== 'POST' || !request.success) return { status: 400, body: { message: 'POST { from, to, protocol, port }' } };
    try {
      return { status: 200, body: judge(embedded, config, request.data) };
    } catch (error) {
      if (error instanceof CommandError) return { status: 422, body: { message: error.lines.join('; ') } };
      throw error;
    }
  };
}

/** The parts of an embedded cluster that a verdict needs. */
interface Judged {
  readonly server: { readonly store: { list(plural: string): readonly object[] } };
  readonly fabric: Fabric;
}

/** HNS decides the verdict. The current policies of the API server explain it. @throws CommandError if there is no verdict. */
export function judge({ server, fabric }: Judged, config: RejectionConfig, { from, to, protocol, port }: ConnectRequest): Explanation {
  const judged = clusterOf(server, config);
  const connection = parseConnection(from, to.includes(':') ? `[${to}]:${port}` : `${to}:${port}`, protocol);
  // No engine enforces policies on the demo's nodes without HNS.
  const verdict = judgeOffline({ ...judged, asWritten: () => judged.cluster }, connection);
  const { source, destination, allowed } = fabric.connect(verdict.packet);
  const { egress, ingress } = verdict.verdict;
  // HNS is not asked about the destination if the source blocks.
  const isReached = source?.allowed !== false;
  return explanationOf(judged, connection, verdict, {
    allowed,
    egress: decided(egress, source, 'Out'),
    ingress: isReached ? decided(ingress, destination, 'In') : ingress,
  });
}

/** Policies are enforced only at endpoints of Windows nodes. */
function decided(why: Half, decision: EndpointDecision | undefined, direction: 'In' | 'Out'): DecidedHalf {
  if (!decision) return { allowed: true, reason: 'no-pod' };
  const acl = decision.acl && { ...decision.acl, Direction: direction };
  return { ...why, allowed: decision.allowed, ...(acl && { acl }) };
}

const KINDS = { namespace: 'namespaces', node: 'nodes', pod: 'pods', policy: 'networkpolicies' } as const;

function clusterOf({ store }: Judged['server'], { onUnsupported, translate }: RejectionConfig): ExplainedCluster {
  const backend = windows(translate);
  const state = new ClusterState({ onUnsupported, backend });
  const written = new Cluster();
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    for (const object of store.list(KINDS[kind])) {
      const { value } = state.load(kind, object);
      if (value) written.set(kind, value);
    }
  }
  return {
    cluster: state.cluster,
    asWritten: () => written,
    reject: policy => reject(policy, backend, onUnsupported),
    ipv6: isSupported(backend, 'ipv6'),
    issues: state.findings().flatMap(({ issues }) => issues),
  };
}
