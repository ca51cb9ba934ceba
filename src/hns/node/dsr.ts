/**
 * Detects from HNS documents whether kube-proxy uses DSR (direct server return). Without DSR it replaces the source of pods' connections to
 * Services by the node's address, and policies do not apply to them (docs/reference/windows-nodes.md §3).
 */
import { addressSet, hasAddress, parseAddress, parseCidr } from '../../core/address.ts';
import type { LoadBalancer } from '../document/policy-list.ts';
import type { EndpointPolicy, HnsEndpoint } from '../document/schema.ts';

export const DSR_MODES = ['on', 'off', 'unknown'] as const;
/** `unknown`: the node shows no sign of either, or contradictory ones. */
export type DsrMode = (typeof DSR_MODES)[number];

export interface DsrCondition {
  readonly mode: DsrMode;
  /** A sentence for people, without a full stop. */
  readonly evidence: string;
}

export interface DsrDocuments {
  /** Undefined: HNS did not return them. */
  readonly loadBalancers: readonly LoadBalancer[] | undefined;
  /** Some endpoints of pods. */
  readonly endpoints: readonly Pick<HnsEndpoint, 'Policies'>[];
  /** The ClusterIP of the Service `kubernetes`. Undefined: not known as an address. */
  readonly serviceAddress: string | undefined;
}

/**
 * The load balancers decide, because kube-proxy writes them. Those of other addresses than ClusterIPs may have another DSR flag, so if they differ,
 * only the ClusterIP of `kubernetes` decides. Without load balancers the routes of the CNI plugin are the only sign.
 */
export function dsrOf({ loadBalancers = [], endpoints, serviceAddress }: DsrDocuments): DsrCondition {
  const ofServices = loadBalancers.filter(({ VIPs }) => VIPs.length > 0);
  const ofKubernetes = ofServices.filter(({ VIPs }) => serviceAddress !== undefined && VIPs.includes(serviceAddress));
  const deciding = ofKubernetes.length > 0 ? ofKubernetes : ofServices;
  const withDsr = deciding.filter(({ IsDSR }) => IsDSR).length;
  if (deciding.length > 0) {
    if (withDsr === deciding.length) return { mode: 'on', evidence: 'the load balancers of kube-proxy have IsDSR' };
    if (withDsr === 0) return { mode: 'off', evidence: 'the load balancers of kube-proxy have no IsDSR' };
    return { mode: 'unknown', evidence: 'some load balancers of kube-proxy have IsDSR and others have not' };
  }
  if (serviceAddress !== undefined && endpoints.some(endpoint => hasRouteOnly(endpoint, serviceAddress)))
    return { mode: 'off', evidence: 'endpoints have an SDNRoute policy for the Service network and none for DSR to themselves' };
  return { mode: 'unknown', evidence: 'HNS has no load balancer of kube-proxy' };
}

/**
 * Azure CNI writes the route only without DSR. Calico's CNI plugin always writes it, and with DSR also an OutBoundNAT policy with the pod's own
 * address as destination.
 */
function hasRouteOnly({ Policies = [] }: Pick<HnsEndpoint, 'Policies'>, serviceAddress: string): boolean {
  return Policies.some(policy => isRouteTo(policy, serviceAddress)) && !Policies.some(isLoopbackDsr);
}

function isRouteTo(policy: EndpointPolicy, text: string): boolean {
  const { DestinationPrefix, NeedEncap } = settingsOf(policy);
  const address = parseAddress(text);
  return (
    policy.Type === 'SDNRoute' &&
    NeedEncap === true &&
    typeof DestinationPrefix === 'string' &&
    parseCidr(DestinationPrefix) !== undefined &&
    address !== undefined &&
    hasAddress(addressSet([DestinationPrefix]), address)
  );
}

function isLoopbackDsr(policy: EndpointPolicy): boolean {
  const { Destinations } = settingsOf(policy);
  return policy.Type === 'OutBoundNAT' && Array.isArray(Destinations) && Destinations.length > 0;
}

function settingsOf({ Settings }: EndpointPolicy): Readonly<Record<string, unknown>> {
  return typeof Settings === 'object' && Settings !== null ? (Settings as Readonly<Record<string, unknown>>) : {};
}
