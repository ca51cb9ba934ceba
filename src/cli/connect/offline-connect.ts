/** `connect` without a cluster: who the two ends are, and what the core says of a packet between them. */
import { type Address, formatAddress, parseAddress } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { PodPolicy } from '../../core/pod-policy.ts';
import { type Packet, type Verdict, verdict } from '../../core/verdict.ts';
import { ipv4Only } from '../../hns/acl/ipv4-only.ts';
import { CommandError } from '../command-error.ts';
import type { Connection, End } from './connect-target.ts';
import type { Ends } from './explain.ts';

export interface OfflineVerdict {
  readonly verdict: Verdict;
  readonly ends: Ends;
  readonly packet: Packet;
}

/** @throws CommandError where an end is no pod of the cluster, has no address, or both have no address family in common. */
export function judgeOffline(cluster: Cluster, { from, to, protocol, port }: Connection): OfflineVerdict {
  const [source, destination] = [resolve(cluster, from, 'FROM'), resolve(cluster, to, 'TO')];
  const [fromAddress, toAddress] = commonFamily(source, destination);
  const packet: Packet = { from: fromAddress, to: toAddress, protocol, port };
  const policyOf = (pod: Pod | undefined): PodPolicy | undefined => {
    const compiled = pod && cluster.compile(keyOf(pod))?.value;
    return compiled && ipv4Only(compiled);
  };
  return {
    verdict: verdict(policyOf(source.pod), policyOf(destination.pod), packet),
    ends: { from: name(source.pod, fromAddress), to: name(destination.pod, toAddress) },
    packet,
  };
}

interface Resolved {
  readonly pod: Pod | undefined;
  readonly addresses: readonly Address[];
}

function resolve(cluster: Cluster, end: End, argument: string): Resolved {
  if ('address' in end) return { pod: ownerOf(cluster, end.address, argument), addresses: [end.address] };
  const pod = cluster.get('pod', end.pod);
  if (!pod) throw new CommandError([`${argument} ${end.pod}: no such pod`]);
  if (pod.finished) throw new CommandError([`${argument} ${end.pod}: the pod has finished and owns no address any more`]);
  if (pod.addresses.length === 0) throw new CommandError([`${argument} ${end.pod}: the pod has no address (status.podIPs)`]);
  return { pod, addresses: pod.addresses.map(text => parseAddress(text)!) };
}

/** Undefined: no pod of the pod network owns it. A pod that is going loses a dispute about an address. */
function ownerOf(cluster: Cluster, address: Address, argument: string): Pod | undefined {
  const text = formatAddress(address);
  const claiming = [...cluster.values('pod')].filter(pod => !pod.hostNetwork && !pod.finished && pod.addresses.includes(text));
  const staying = claiming.filter(pod => !pod.terminating);
  const owners = staying.length > 0 ? staying : claiming;
  if (owners.length > 1)
    throw new CommandError([`${argument} ${text}: address of several pods, name one: ${owners.map(keyOf).sort().join(', ')}`]);
  return owners[0];
}

/** The first of the destination's addresses that the source can send to, as a resolver would hand it out. */
function commonFamily(source: Resolved, destination: Resolved): [Address, Address] {
  for (const to of destination.addresses) {
    const from = source.addresses.find(address => address.family === to.family);
    if (from) return [from, to];
  }
  throw new CommandError(['FROM and TO have no address family in common: one is IPv4, the other IPv6']);
}

function name(pod: Pod | undefined, address: Address): string {
  return pod ? `${keyOf(pod)} (${formatAddress(address)})` : formatAddress(address);
}
