/** The v1 policy lists, of which only load balancers are simulated (docs/reference/hns-api.md §3.5). */
import type { CallContext } from './call-context.ts';
import { ELB, POLICY_LIST } from './documents.ts';
import { printGuid } from './guid.ts';
import { Rejection } from './hresult.ts';
import type { LoadBalancerRecord } from './records.ts';
import { parse, read } from './shape.ts';
import type { Switches } from './switches.ts';

interface Elb {
  readonly Protocol?: number;
  readonly InternalPort?: number;
  readonly ExternalPort?: number;
  readonly VIPs?: readonly string[];
  readonly IsDSR?: boolean;
}

const PROTOCOLS = { TCP: 6, UDP: 17 } as const;
const IN_FORCE = 2;

export function policyLists({ node }: CallContext): unknown {
  return [...node.loadBalancers.values()].map(balancer => policyListDocument(balancer, node.switches));
}

/** @throws Rejection */
export function createPolicyList(context: CallContext, document: string): unknown {
  const { node, objects } = context;
  const { References = [], Policies = [] } = parse(document, POLICY_LIST, node.switches) as {
    readonly References?: readonly string[];
    readonly Policies?: readonly unknown[];
  };
  const elb = read(Policies[0], ELB, 'Policies', node.switches) as Elb;
  const endpoints = References.map(reference => reference.replace(/^\/endpoints\//i, '').toLowerCase());
  if (endpoints.some(endpoint => !node.endpoints.has(endpoint))) throw new Rejection(node.switches.endpointNotFound);
  const id = objects.addLoadBalancer({
    endpoints,
    vips: elb.VIPs ?? [],
    protocol: elb.Protocol === PROTOCOLS.UDP ? 'UDP' : 'TCP',
    port: elb.ExternalPort ?? 0,
    targetPort: elb.InternalPort ?? 0,
    isDsr: elb.IsDSR === true,
  });
  return policyListDocument(node.loadBalancers.get(id)!, node.switches);
}

/** @throws Rejection */
export function deletePolicyList({ node, objects }: CallContext, id: string): unknown {
  const found = node.loadBalancers.get(id);
  if (!found) throw new Rejection('ERROR_NOT_FOUND');
  objects.removeLoadBalancer(id);
  return policyListDocument(found, node.switches);
}

/** False and empty fields are left out. */
function policyListDocument({ id, endpoints, vips, protocol, port, targetPort, isDsr }: LoadBalancerRecord, switches: Switches): unknown {
  const elb = {
    Type: 'ELB',
    Protocol: PROTOCOLS[protocol],
    InternalPort: targetPort,
    ExternalPort: port,
    ...(vips.length > 0 && { VIPs: vips }),
    ...(isDsr && { IsDSR: true }),
  };
  const References = endpoints.map(endpoint => `/endpoints/${printGuid(endpoint, 'document', switches)}`);
  return { ID: printGuid(id, 'document', switches), References, Policies: [elb], State: IN_FORCE };
}
