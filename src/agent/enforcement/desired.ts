/** The ACLs that one endpoint must hold, computed from the current state of the cluster. */
import type { Cluster } from '../../core/cluster.ts';
import { contentOf } from '../../hns/acl/acl.ts';
import { allowAll, type LowerOptions } from '../../hns/acl/lower.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { foreignPriorities, onlyBlock, ownershipOf } from '../../hns/endpoint/diff.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import type { DesiredAcls } from './endpoint-update.ts';
import type { Owned } from './match.ts';
import { type PodAcls, podAcls } from './pod-acls.ts';

/** `acls` are empty where no policy isolates the pod, unless only foreign Blocks would remain: then they allow everything. */
export interface Desired extends DesiredAcls, PodAcls {
  /** Fingerprint: equal for equal pods and ACLs. */
  readonly content: string;
  /** Engines whose leftover ACLs this endpoint still holds. The Update removes them. */
  readonly from: readonly Engine[];
}

export interface DesiredOptions extends Pick<LowerOptions, 'maxAcls' | 'allowEgressToNode'> {
  readonly takeover: readonly Engine[];
}

/** @param actual The policies the endpoint holds. Foreign ACLs among them reserve their priorities. */
export function desiredOf(owned: Owned, cluster: Cluster, actual: readonly EndpointPolicy[], options: DesiredOptions): Desired {
  const { pods, networkType } = owned;
  const { takeover, maxAcls, allowEgressToNode } = options;
  const { ours, leftovers, foreign } = ownershipOf(actual, takeover);
  const lowering = {
    networkType,
    ...(maxAcls !== undefined && { maxAcls }),
    ...(allowEgressToNode !== undefined && { allowEgressToNode }),
    taken: foreignPriorities({ Policies: actual }, takeover),
  };
  const computed = podAcls(owned, cluster, lowering);
  // The ACLs that this Update removes may be the only ones that allow anything beside foreign Blocks.
  const isStranded = computed.acls.length === 0 && ours.length + leftovers.size > 0 && onlyBlock(foreign);
  const acls = isStranded ? allowAll(lowering) : computed.acls;
  return {
    ...computed,
    acls,
    // It is unknown whether an Update without an ACL removes the last ACLs (docs/reference/hns-api.md §8.3 M16, M17).
    ...(acls.length === 0 && { orElse: allowAll(lowering) }),
    takeover,
    content: [...pods.map(pod => pod.uid), contentOf(acls)].join(' '),
    from: [...leftovers.keys()],
  };
}
