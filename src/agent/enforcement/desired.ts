/** The ACLs that one endpoint must hold, computed from the current state of the cluster. */
import type { Owners } from '../../core/claims.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf } from '../../core/model.ts';
import type { PodPolicy } from '../../core/pod-policy.ts';
import { contentOf } from '../../hns/acl/acl.ts';
import { allowAll, type LowerOptions, lower } from '../../hns/acl/lower.ts';
import type { AclPolicy } from '../../hns/document/acl-schema.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { onlyBlock, ownershipOf } from '../../hns/endpoint/diff.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import type { DefaultDeny } from '../../hns/foreign/cni-default-deny.ts';
import { type ForeignView, type ForeignViewOptions, foreignView } from '../../hns/foreign/foreign-view.ts';
import { networkType as typeNamed } from '../../hns/network-types.ts';
import type { DesiredAcls } from './endpoint-update.ts';
import type { Owned } from './match.ts';
import type { Directions } from './outcome.ts';

export interface Desired extends DesiredAcls {
  /** Empty where no policy isolates the pod, unless only foreign Blocks would remain: then ACLs that allow everything. */
  readonly acls: readonly AclPolicy[];
  /** Fingerprint: equal for equal pods and ACLs. */
  readonly content: string;
  readonly isolated: Directions;
  /** Keys of the policies that isolate the pod, sorted. Empty also for a pod that is closed for another reason. */
  readonly policies: readonly string[];
  /** Engines whose leftover ACLs this endpoint still holds. The Update removes them. */
  readonly from: readonly Engine[];
  /** Those about foreign ACLs: the endpoint is not as the policies demand, although it holds the agent's ACLs. */
  readonly foreign: readonly Issue[];
  /** All, `foreign` included. */
  readonly issues: readonly Issue[];
}

export interface DesiredOptions extends Pick<LowerOptions, 'maxAcls' | 'allowEgressToNode'> {
  readonly takeover: readonly Engine[];
  /** What happens to the default deny of Calico's CNI plugin. */
  readonly cniDefaultDeny: DefaultDeny;
}

/** @param actual The policies the endpoint holds. Foreign ACLs among them decide the priorities of ours. */
export function desiredOf(owned: Owned, cluster: Cluster, actual: readonly EndpointPolicy[], options: DesiredOptions): Desired {
  const { pods, addresses, networkType } = owned;
  const { takeover, maxAcls, allowEgressToNode = false, cniDefaultDeny } = options;
  const { value: policy, issues } = cluster.compileEndpoint(addresses, pods);
  const { ours, leftovers, foreign } = ownershipOf(actual, takeover);
  const view = viewOnce(policy, foreign, {
    addresses,
    defaultDeny: cniDefaultDeny,
    needsHostPair: typeNamed(networkType)?.needsHostPair === true,
    allowEgressToNode,
    pods: [keyOf(pods[0]), ...pods.slice(1).map(keyOf)],
  });
  const lowering = { networkType, ...(maxAcls !== undefined && { maxAcls }), allowEgressToNode, numbers: view.numbers };
  const lowered = lowerOnce(policy, lowering);
  // The ACLs that this Update removes may be the only ones that allow anything beside foreign Blocks.
  const isStranded = ours.length + leftovers.size > 0 && onlyBlock(foreign);
  const needsAllow = isStranded || view.overrules;
  const acls = lowered.value.length === 0 && needsAllow ? allowAll(lowering) : lowered.value;
  return {
    acls,
    // It is unknown whether an Update without an ACL removes the last ACLs (docs/reference/hns-api.md §8.3 M16, M17).
    ...(acls.length === 0 && { orElse: allowAll(lowering) }),
    takeover,
    content: [...pods.map(pod => pod.uid), contentOf(acls)].join(' '),
    ...isolationOf(policy),
    from: [...leftovers.keys()],
    foreign: view.issues,
    issues: [...issues, ...lowered.issues, ...view.issues],
  };
}

/**
 * Everything outside HNS that the ACLs of an endpoint with these owners depend on, by identity. Equal items mean equal ACLs, so an endpoint
 * whose basis has not changed needs no work.
 */
export function basisOf(owners: Owners | undefined, cluster: Cluster, cniDefaultDeny: DefaultDeny): readonly unknown[] {
  if (!owners) return [];
  const [pod, ...others] = owners;
  const policies = others.length === 0 ? [pod, cluster.compile(keyOf(pod))] : [...owners, cluster.get('node', pod.node ?? '')];
  return [...policies, cniDefaultDeny];
}

export function isolationOf({ ingress, egress }: PodPolicy): Pick<Desired, 'isolated' | 'policies'> {
  const policies = [ingress, egress].flatMap(direction => (direction === 'open' ? [] : direction.policies));
  return { isolated: { ingress: ingress !== 'open', egress: egress !== 'open' }, policies: [...new Set(policies)].sort() };
}

type Lowered = ReturnType<typeof lower>;

const lowered = new WeakMap<PodPolicy, { readonly options: string; readonly result: Lowered }>();

/** The list is kept with the compiled pod: an endpoint that is only read again is not lowered again. */
function lowerOnce(policy: PodPolicy, options: LowerOptions): Lowered {
  const key = JSON.stringify(options);
  const kept = lowered.get(policy);
  if (kept?.options === key) return kept.result;
  const result = lower(policy, options);
  lowered.set(policy, { options: key, result });
  return result;
}

const viewed = new WeakMap<PodPolicy, { readonly key: string; readonly view: () => ForeignView }>();

/** Kept in the same way, errors included, because a long list of foreign ACLs or grants takes long to compare. */
function viewOnce(policy: PodPolicy, foreign: readonly EndpointPolicy[], options: ForeignViewOptions): ForeignView {
  const key = JSON.stringify([foreign, options]);
  const kept = viewed.get(policy);
  if (kept?.key === key) return kept.view();
  const view = attempt(() => foreignView(policy, foreign, options));
  viewed.set(policy, { key, view });
  return view();
}

/** The result of one call, to be returned or thrown many times. */
function attempt<T>(call: () => T): () => T {
  try {
    const value = call();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
