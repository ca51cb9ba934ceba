/** `connect` without a cluster: resolves the two ends and evaluates a packet between them. */
import { type Address, formatAddress, hasIpv6, parseAddress } from '../../core/address.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { PodPolicy } from '../../core/pod-policy.ts';
import { type Packet, type Verdict, verdict } from '../../core/verdict.ts';
import { enforceable } from '../../hns/acl/enforceable.ts';
import { CommandError } from '../command-error.ts';
import type { ManifestCluster } from '../offline/cluster-from-manifests.ts';
import { otherSystemOf } from '../offline/other-system.ts';
import type { Connection, End } from './connect-target.ts';

type OfflineCluster = Pick<ManifestCluster, 'cluster' | 'asWritten' | 'ipv6'>;

/** The agent's part in the outcome. */
export interface Enforcement {
  /** The part of a policy that is enforced on Windows. Default: all for the families that Windows enforces. */
  readonly enforced?: (policy: PodPolicy) => PodPolicy;
  readonly allowEgressToNode?: boolean;
}

export interface OfflineVerdict {
  readonly verdict: Verdict;
  readonly packet: Packet;
  readonly source: Party;
  readonly destination: Party;
}

/** One end of the connection. */
export interface Party {
  /** Keys of the pods. Empty: the address belongs to no pod of the cluster. Several: they claim one address. */
  readonly pods: readonly string[];
  /** Of the pods' node. Absent: Windows, or unknown. */
  readonly system?: string | undefined;
}

/** @throws CommandError if an end is not a pod of the cluster, has no address of its own, or the ends share no address family. */
export function judgeOffline(
  cluster: OfflineCluster,
  { from, to, protocol, port }: Connection,
  enforcement: Enforcement = {},
): OfflineVerdict {
  const offline = { ...cluster, enforcement };
  const [source, destination] = [resolve(offline, from, 'FROM'), resolve(offline, to, 'TO')];
  const [fromAddress, toAddress] = commonFamily(source, destination);
  const packet: Packet = { from: fromAddress, to: toAddress, protocol, port };
  return {
    verdict: verdict(source.policy, destination.policy, packet, enforcement),
    packet,
    source,
    destination,
  };
}

interface Resolved extends Party {
  /** Of the endpoint. Undefined: no policy is enforced for it. */
  readonly policy: PodPolicy | undefined;
  readonly addresses: readonly Address[];
}

interface Offline extends OfflineCluster {
  readonly enforcement: Enforcement;
}

function resolve(offline: Offline, end: End, argument: string): Resolved {
  if ('service' in end) throw new CommandError([`${argument} ${end.service}: a Service needs manifests (-f) or a cluster (--live)`]);
  return 'address' in end ? ownersOf(offline, end.address, argument) : named(offline, end.pod, argument);
}

function named(offline: Offline, key: string, argument: string): Resolved {
  const { cluster } = offline;
  const pod = cluster.get('pod', key);
  if (!pod) throw new CommandError([`${argument} ${key}: no such pod`]);
  if (pod.finished) throw new CommandError([`${argument} ${key}: the pod has finished and no longer owns an address`]);
  if (pod.addresses.length === 0) throw new CommandError([`${argument} ${key}: the pod has no address (status.podIPs)`]);
  const addresses = pod.addresses.map(text => parseAddress(text)!);
  if (pod.hostNetwork) return { pods: [key], policy: undefined, addresses };
  const owners = cluster.endpointOwners(pod.addresses, pod.node);
  if (!owners?.includes(pod)) {
    const successors = (owners ?? []).map(keyOf).join(', ');
    throw new CommandError([`${argument} ${key}: the pod is terminating and ${successors} has its address, ${pod.addresses.join(', ')}`]);
  }
  return { pods: [key], ...policyAt(offline, pod), addresses };
}

function ownersOf(offline: Offline, address: Address, argument: string): Resolved {
  const { cluster } = offline;
  const text = formatAddress(address);
  const owners = cluster.owners(text);
  const pods = owners.map(keyOf);
  if (new Set(owners.map(pod => pod.node)).size > 1)
    throw new CommandError([`${argument} ${text}: several pods have this address. Use one of ${pods.join(', ')}`]);
  return { pods, ...(owners[0] ? policyAt(offline, owners[0]) : { policy: undefined }), addresses: [address] };
}

/** The policy of the pod's endpoint. Another pod may own it. On a node without Windows another engine enforces the policies as they are written. */
function policyAt({ cluster, asWritten, ipv6, enforcement }: Offline, { addresses, node }: Pod): Pick<Resolved, 'policy' | 'system'> {
  const system = otherSystemOf(cluster, node);
  const judged = system === undefined ? cluster : asWritten();
  const owners = judged.endpointOwners(addresses, node);
  const policy = owners && judged.compileEndpoint(addresses, owners).value;
  if (system !== undefined) return { policy, system };
  return { policy: policy && (enforcement.enforced?.(policy) ?? enforceable(policy, ipv6 && hasIpv6(addresses))) };
}

/** The destination's first address with an address family of the source. */
function commonFamily(source: Resolved, destination: Resolved): [Address, Address] {
  for (const to of destination.addresses) {
    const from = source.addresses.find(address => address.family === to.family);
    if (from) return [from, to];
  }
  throw new CommandError(['FROM and TO share no address family: one is IPv4, the other IPv6']);
}
