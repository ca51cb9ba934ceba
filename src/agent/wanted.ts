/** What one endpoint is to hold, computed from the state of the moment. */
import type { Cluster } from '../core/cluster.ts';
import type { Issue } from '../core/issue.ts';
import { keyOf, type Pod } from '../core/model.ts';
import type { Isolated, PodPolicy } from '../core/pod-policy.ts';
import type { AclPolicy } from '../hns/acl-schema.ts';
import { foreignPriorities } from '../hns/diff.ts';
import { type LowerOptions, lower } from '../hns/lower.ts';
import type { EndpointPolicy } from '../hns/schema.ts';
import type { Wish } from './apply.ts';
import type { Owned } from './match.ts';
import type { Directions } from './outcome.ts';

export interface Wanted extends Wish {
  /** None: no policy isolates the pod, it gets no ACL of ours. */
  readonly acls: readonly AclPolicy[];
  /** Equal for equal wishes: for one pod, the ACLs' Ids, which hash their content. */
  readonly content: string;
  readonly isolated: Directions;
  /** The policies that isolate the pod; sorted. None also where it is closed for another reason. */
  readonly policies: readonly string[];
  readonly issues: readonly Issue[];
}

export type WantedOptions = Pick<LowerOptions, 'maxAcls' | 'allowEgressToNode'>;

/** @param actual What the endpoint holds: the priorities of others' ACLs are kept clear of. */
export function wanted(owned: Owned, cluster: Cluster, actual: readonly EndpointPolicy[], options: WantedOptions): Wanted {
  const { pods, networkType } = owned;
  const compiled = pods.length > 1 ? undefined : cluster.compile(keyOf(pods[0]));
  const policy = compiled?.value ?? closed(pods, cluster);
  const lowering = { ...options, networkType, taken: foreignPriorities({ Policies: actual }) };
  const lowered = lower(policy, lowering);
  const isolating = [compiled?.value.ingress, compiled?.value.egress].flatMap(direction =>
    direction === undefined || direction === 'open' ? [] : direction.policies,
  );
  return {
    acls: lowered.value,
    ...(lowered.value.length === 0 && { orElse: allowAll(policy, lowering) }),
    content: [...pods.map(pod => pod.uid), ...lowered.value.map(acl => acl.Settings.Id)].join(' '),
    isolated: { ingress: policy.ingress !== 'open', egress: policy.egress !== 'open' },
    policies: [...new Set(isolating)].sort(),
    issues: [...(compiled?.issues ?? []), ...lowered.issues],
  };
}

const NOTHING: Isolated = { policies: [''], grants: [] };

/** Nothing but what no policy can forbid, the own node, until it is known whose endpoint this is. */
function closed(pods: readonly [Pod, ...Pod[]], cluster: Cluster): PodPolicy {
  const [pod] = pods;
  const nodeAddresses = cluster.get('node', pod.node ?? '')?.addresses ?? [];
  return { pod: { ...pod, addresses: [] }, nodeAddresses, ingress: NOTHING, egress: NOTHING };
}

/**
 * Nobody knows whether an Update without an ACL takes the last ACLs away (hns-api.md §8.3 M16, M17). Where it does not, these take their
 * place: in both directions what a direction gets that is open beside one that is not.
 */
function allowAll(policy: PodPolicy, options: LowerOptions): AclPolicy[] {
  const { value: open } = lower({ ...policy, ingress: 'open', egress: NOTHING }, options);
  const { value: alsoOpen } = lower({ ...policy, ingress: NOTHING, egress: 'open' }, options);
  return [...open.filter(acl => acl.Settings.Direction === 'In'), ...alsoOpen.filter(acl => acl.Settings.Direction === 'Out')];
}
