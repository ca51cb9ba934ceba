/**
 * The v1 policy lists: kube-proxy's load balancers (docs/reference/hns-api.md §3.5). A node has one for each port of each Service, so they are read
 * without a schema.
 */

export interface LoadBalancer {
  /** The addresses of a Service. Empty: a NodePort. */
  readonly VIPs: readonly string[];
  /** HNS omits it if it is false. */
  readonly IsDSR: boolean;
}

/** @param lists `Output` of `GET /policylists/`. Everything that is no load balancer is ignored. */
export function loadBalancersOf(lists: unknown): readonly LoadBalancer[] {
  if (!Array.isArray(lists)) return [];
  return lists.flatMap(policiesOf).flatMap(policy => {
    const { Type, VIPs, IsDSR } = fieldsOf(policy);
    if (Type !== 'ELB') return [];
    return [{ VIPs: Array.isArray(VIPs) ? VIPs.filter(vip => typeof vip === 'string') : [], IsDSR: IsDSR === true }];
  });
}

function policiesOf(list: unknown): readonly unknown[] {
  const { Policies } = fieldsOf(list);
  return Array.isArray(Policies) ? Policies : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
