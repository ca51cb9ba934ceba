/** The ACLs that one endpoint must hold, computed from the current state of the cluster. */
import { hasIpv6 } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf } from '../../core/model.ts';
import type { PodPolicy } from '../../core/pod-policy.ts';
import { contentOf } from '../../hns/acl/acl.ts';
import { allowAll, type LowerOptions } from '../../hns/acl/lower.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { onlyBlock, ownershipOf } from '../../hns/endpoint/diff.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import type { DefaultDeny } from '../../hns/foreign/cni-default-deny.ts';
import { type ForeignView, type ForeignViewOptions, foreignView } from '../../hns/foreign/foreign-view.ts';
import { networkType as typeNamed } from '../../hns/network-types.ts';
import type { ActiveOpening } from '../openings/openings.ts';
import type { DesiredAcls } from './endpoint-update.ts';
import type { Owned } from './match.ts';
import { type PodAcls, podAcls } from './pod-acls.ts';

/** `acls` are empty where no policy isolates the pod, unless only foreign Blocks would remain: then they allow everything. */
export interface Desired extends DesiredAcls, PodAcls {
  /** Fingerprint: equal for equal pods and ACLs. */
  readonly content: string;
  /** Engines whose leftover ACLs this endpoint still holds. The Update removes them. */
  readonly from: readonly Engine[];
  /** The issues about foreign ACLs: the endpoint is not as the policies demand, although it holds the agent's ACLs. `issues` has them too. */
  readonly foreign: readonly Issue[];
}

export interface DesiredSettings extends Pick<LowerOptions, 'maxAcls' | 'allowEgressToNode'> {
  /** Windows translates IPv6. */
  readonly ipv6: boolean;
  readonly takeover: readonly Engine[];
}

export interface DesiredOptions extends DesiredSettings {
  /** The treatment of the default deny of Calico's CNI plugin. */
  readonly cniDefaultDeny: DefaultDeny;
  /** Set if an administrator opened every pod that claims the endpoint. */
  readonly opening?: ActiveOpening | undefined;
}

/** @param actual The policies the endpoint holds. Foreign ACLs among them decide the priorities of ours. */
export function desiredOf(owned: Owned, cluster: Cluster, actual: readonly EndpointPolicy[], options: DesiredOptions): Desired {
  const { pods, addresses, networkType } = owned;
  const { takeover, maxAcls, allowEgressToNode = false, cniDefaultDeny, opening } = options;
  const { ours, leftovers, foreign } = ownershipOf(actual, takeover);
  const ipv6 = namesIpv6(owned, options);
  const place = {
    addresses,
    defaultDeny: cniDefaultDeny,
    needsHostPair: typeNamed(networkType)?.needsHostPair === true,
    allowEgressToNode,
    ipv6,
    pods: [keyOf(pods[0]), ...pods.slice(1).map(keyOf)],
  } as const;
  const { lowering, view, ...computed } = podAcls(owned, cluster, opening, policy => {
    const view = viewOnce(policy, foreign, place);
    return { view, lowering: { networkType, ...(maxAcls !== undefined && { maxAcls }), allowEgressToNode, ipv6, numbers: view.numbers } };
  });
  // The ACLs that this Update removes may be the only ones that allow anything beside foreign Blocks.
  const isStranded = ours.length + leftovers.size > 0 && onlyBlock(foreign);
  const needsAllow = isStranded || view.overrules;
  const acls = computed.acls.length === 0 && needsAllow ? allowAll(lowering) : computed.acls;
  return {
    ...computed,
    acls,
    // It is unknown whether an Update without an ACL removes the last ACLs (docs/reference/hns-api.md §8.3 M16, M17).
    ...(acls.length === 0 && { orElse: allowAll(lowering) }),
    takeover,
    content: [...pods.map(pod => pod.uid), contentOf(acls)].join(' '),
    from: [...leftovers.keys()],
    foreign: view.issues,
    issues: [...computed.issues, ...view.issues],
  };
}

/** True if the ACLs of the endpoint name IPv6 addresses. HNS before 11.10 gives no endpoint such an address. */
export function namesIpv6({ addresses }: Pick<Owned, 'addresses'>, { ipv6 }: Pick<DesiredSettings, 'ipv6'>): boolean {
  return ipv6 && hasIpv6(addresses);
}

const viewed = new WeakMap<PodPolicy, { readonly key: string; readonly view: () => ForeignView }>();

/** Kept with the compiled pod, errors included, because a long list of foreign ACLs or grants takes long to compare. */
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
