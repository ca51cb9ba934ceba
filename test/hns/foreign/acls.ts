/** Foreign ACLs by hand, and the view of an endpoint that has them. */
import type { PodPolicy } from '../../../src/core/pod-policy.ts';
import { lower } from '../../../src/hns/acl/lower.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { type ForeignView, type ForeignViewOptions, foreignView } from '../../../src/hns/foreign/foreign-view.ts';

export function acl(Action: string, Direction: string, Priority: number, more: Readonly<Record<string, unknown>> = {}): EndpointPolicy {
  return { Type: 'ACL', Settings: { Id: `their-${Action}-${Priority}`, Action, Direction, RuleType: 'Switch', Priority, ...more } };
}

/** As Calico's CNI plugin writes it. */
export const CNI_DENY: EndpointPolicy = {
  Type: 'ACL',
  Settings: { Protocols: '256', Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 65500 },
};

export function viewOf(policy: PodPolicy, foreign: readonly EndpointPolicy[], options: Partial<ForeignViewOptions> = {}): ForeignView {
  return foreignView(policy, foreign, {
    addresses: policy.pod.addresses,
    defaultDeny: 'keep',
    needsHostPair: false,
    allowEgressToNode: false,
    ipv6: false,
    pods: ['demo/server'],
    ...options,
  });
}

/** Our ACLs in these numbers: `In 999 Block`. */
export function rows(policy: PodPolicy, { numbers }: ForeignView, ipv6 = false): string[] {
  return lower(policy, { numbers, ipv6 }).value.map(({ Settings }) => `${Settings.Direction} ${Settings.Priority} ${Settings.Action}`);
}
