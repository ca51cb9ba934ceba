/** The reason why no change of a policy or a label lets a blocked connection through. */
import { keyOf, type NetworkPolicy } from '../../core/model.ts';
import { ID_PREFIX } from '../../hns/document/owner.ts';
import { otherSystemOf } from '../offline/other-system.ts';
import type { DecidedHalf } from './explanation-schema.ts';
import type { FlowHalf } from './flow-half.ts';
import type { JudgedCluster } from './trial.ts';

/**
 * @param isolating The policies that isolate the pod, as they are written.
 * @param isMatched A rule of theirs matches, and none of its entries is rejected.
 */
export function noSuggestion(
  half: DecidedHalf,
  flow: FlowHalf,
  isolating: readonly NetworkPolicy[],
  isMatched: boolean,
  { cluster, reject, ipv6 }: JudgedCluster,
): string {
  const { subject, peer, protocol } = flow;
  if (half.reason === 'disputed') return 'several pods of one node claim this address, and only deleting the others opens the endpoint';
  if (half.reason === 'denied') return `a rule of the ${half.tier} tier denies it, and changes of ClusterNetworkPolicies are not tried`;
  if (half.reason !== 'not-granted') {
    const isOurs = half.acl?.Id?.startsWith(ID_PREFIX) === true;
    return isOurs
      ? 'the policies already allow it, but the endpoint is out of sync with them'
      : 'the policies already allow it, and they cannot change a foreign ACL. Its owner must remove it';
  }
  const isWindows = otherSystemOf(cluster, subject.node) === undefined;
  if (isWindows && protocol === 'SCTP') return 'Windows does not filter SCTP, so only a rule for any port would allow it';
  if (isWindows && peer.address.family === 6 && !ipv6)
    return 'Windows enforces rules for IPv4 only, so only a rule for any peer would allow it. Set translate: ipv6 to enforce rules for IPv6';
  const closing = isolating.filter(policy => reject(policy).closes).map(keyOf);
  if (isWindows && closing.length === isolating.length)
    return `the podSelector of ${closing.join(', ')} is rejected, so no rule of it has an effect`;
  if (peer.pods.length > 1) {
    const pods = peer.pods.map(keyOf).join(', ');
    return `${pods} claim the address ${peer.text}, so a rule must select all of them`;
  }
  if (isMatched && isWindows)
    return 'a rule allows it, but the policies need more ACLs than an endpoint may have, so the direction is closed';
  return 'each change that would open this end closes the other one, or selects another policy';
}
