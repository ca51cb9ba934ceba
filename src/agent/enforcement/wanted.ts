/** What one endpoint is to hold, computed from the state of the moment. */
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import type { PodPolicy } from '../../core/pod-policy.ts';
import { contentOf } from '../../hns/acl/acl.ts';
import { allowAll, type LowerOptions, lower } from '../../hns/acl/lower.ts';
import type { AclPolicy } from '../../hns/document/acl-schema.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { foreignPriorities, onlyBlock, shares } from '../../hns/endpoint/diff.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import type { Wish } from './apply.ts';
import type { Owned } from './match.ts';
import type { Directions } from './outcome.ts';

export interface Wanted extends Wish {
  /** None: no policy isolates the pod, it gets no ACL of ours. Where others' would be left alone there and only block, ACLs that allow. */
  readonly acls: readonly AclPolicy[];
  /** Equal for equal wishes of the same pods. */
  readonly content: string;
  readonly isolated: Directions;
  /** The policies that isolate the pod; sorted. None also where it is closed for another reason. */
  readonly policies: readonly string[];
  /** Engines that left ACLs on the endpoint, which give way. */
  readonly from: readonly Engine[];
  readonly issues: readonly Issue[];
}

export interface WantedOptions extends Pick<LowerOptions, 'maxAcls' | 'allowEgressToNode'> {
  readonly takeover: readonly Engine[];
}

/** @param actual What the endpoint holds: the priorities of others' ACLs are kept clear of. */
export function wanted(owned: Owned, cluster: Cluster, actual: readonly EndpointPolicy[], options: WantedOptions): Wanted {
  const { addresses, pods, networkType } = owned;
  const { takeover, ...lowerOptions } = options;
  const { value: policy, issues } = cluster.compileEndpoint(addresses, pods);
  const { ours, leftovers, others } = shares(actual, takeover);
  const lowering = { ...lowerOptions, networkType, taken: foreignPriorities({ Policies: actual }, takeover) };
  const lowered = lower(policy, lowering);
  // What gives way may be all that allows anything beside blocks of others.
  const isStranded = lowered.value.length === 0 && ours.length + leftovers.size > 0 && onlyBlock(others);
  const acls = isStranded ? allowAll(lowering) : lowered.value;
  return {
    acls,
    // Nobody knows whether an Update without an ACL takes the last ACLs away (docs/reference/hns-api.md §8.3 M16, M17).
    ...(acls.length === 0 && { orElse: allowAll(lowering) }),
    takeover,
    content: [...pods.map(pod => pod.uid), ...contentOf(acls)].join(' '),
    ...isolationOf(policy),
    from: [...leftovers.keys()],
    issues: [...issues, ...lowered.issues],
  };
}

export function isolationOf({ ingress, egress }: PodPolicy): Pick<Wanted, 'isolated' | 'policies'> {
  const policies = [ingress, egress].flatMap(direction => (direction === 'open' ? [] : direction.policies));
  return { isolated: { ingress: ingress !== 'open', egress: egress !== 'open' }, policies: [...new Set(policies)].sort() };
}
