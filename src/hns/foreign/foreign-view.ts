/** Everything that the foreign policies of an endpoint mean for its desired state. */
import type { Issue } from '../../core/issue.ts';
import type { PodPolicy } from '../../core/pod-policy.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { cniDefaultDeny, type DefaultDeny } from './cni-default-deny.ts';
import { conflictIssues } from './conflict-issues.ts';
import { foreignAcls } from './foreign-acl.ts';
import { type Placement, place } from './placement.ts';

export interface ForeignViewOptions {
  /** Of the endpoint. */
  readonly addresses: readonly string[];
  readonly defaultDeny: DefaultDeny;
  readonly needsHostPair: boolean;
  readonly allowEgressToNode: boolean;
  /** See `LowerOptions`. */
  readonly ipv6: boolean;
  /** Keys of the pods that claim the endpoint. */
  readonly pods: readonly [string, ...string[]];
}

export interface ForeignView extends Pick<Placement, 'numbers'> {
  /** The endpoint needs ACLs of ours that allow everything, even if no policy isolates the pod: they overrule the CNI plugin's default deny. */
  readonly overrules: boolean;
  readonly issues: readonly Issue[];
}

/** @param foreign The foreign policies of the endpoint, without leftovers of engines that are taken over. */
export function foreignView(policy: PodPolicy, foreign: readonly EndpointPolicy[], options: ForeignViewOptions): ForeignView {
  const { addresses, defaultDeny, needsHostPair, allowEgressToNode, ipv6, pods } = options;
  const acls = foreignAcls(foreign, addresses);
  const deny = cniDefaultDeny(foreign);
  const isOverruled = defaultDeny === 'open' && pods.length === 1 && policy.ingress === 'open';
  const overrule = isOverruled ? acls.find(acl => acl.policy === deny) : undefined;
  const hasOurs = policy.ingress !== 'open' || policy.egress !== 'open' || overrule !== undefined;
  const { numbers, conflicts } = place(policy, acls, {
    hasHostPair: needsHostPair && hasOurs,
    allowEgressToNode,
    ipv6,
    ...(overrule && { overrule }),
  });
  return { numbers, overrules: overrule !== undefined, issues: conflictIssues(conflicts, { pod: pods[0], deny, defaultDeny }) };
}
