/**
 * Address ownership. Several pods may claim one address: the kubelet reports a terminating pod's address until the pod is deleted, and a new
 * pod may have received it by then. A live pod beats a terminating one. Equal claims are a dispute, which no API field settles.
 *
 * The set of competitors depends on the question. An endpoint belongs to a pod of its own node, so only the pods of that node compete for it.
 * A peer's address may belong to any pod in the cluster, so all pods compete. A pod of the host network uses its node's address, and a
 * finished pod has released its address, so neither claims one. An endpoint with several addresses belongs to the owners of all of them.
 */
import type { Issue } from './issue.ts';
import { keyOf, type Pod } from './model.ts';
import type { Isolated, PodPolicy } from './pod-policy.ts';

/** The pod has addresses of its own or will get them. Policies can select it, and it can be a peer. */
export function isInPodNetwork(pod: Pod): boolean {
  return !pod.hostNetwork && !pod.finished;
}

/** All pods with an equal and the strongest claim to an endpoint. */
export type Owners = readonly [Pod, ...Pod[]];

/** The claimants with the strongest claim: the live ones if there are any, otherwise all. Sorted by key. */
export function strongest(claimants: Iterable<Pod>): Pod[] {
  const all = [...claimants];
  const live = all.filter(pod => !pod.terminating);
  return byKey(live.length > 0 ? live : all);
}

export function byKey(pods: Iterable<Pod>): Pod[] {
  return [...pods].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** All claims of a cluster, by address. */
export class Claims {
  /** Holds a Set only if several pods claim the address. That is rare, and a cluster has many addresses. */
  readonly #claimants = new Map<string, Pod | Set<Pod>>();

  /** Replaces a pod's old version with its new one. @returns The other pods whose claim to an address may have changed. */
  replace(before: Pod | undefined, after: Pod | undefined): readonly Pod[] {
    const [lost, gained] = [claimed(before), claimed(after)];
    for (const address of lost) this.#remove(address, before!);
    for (const address of gained) this.#add(address, after!);
    if (before?.terminating === after?.terminating && sameAddresses(lost, gained)) return [];
    return [...this.claimants([...lost, ...gained])].filter(pod => pod !== after);
  }

  /** Every pod that claims one of the addresses, with a strong or a weak claim. */
  claimants(addresses: readonly string[]): ReadonlySet<Pod> {
    return new Set(addresses.flatMap(address => this.#of(address)));
  }

  /** The pods with the strongest claim in the whole cluster. More than one means a dispute. */
  owners(address: string): readonly Pod[] {
    const pods = this.#of(address);
    return pods.length > 1 ? strongest(pods) : pods;
  }

  #of(address: string): readonly Pod[] {
    const found = this.#claimants.get(address);
    if (found === undefined) return [];
    return found instanceof Set ? [...found] : [found];
  }

  #add(address: string, pod: Pod): void {
    const found = this.#claimants.get(address);
    if (found === undefined) this.#claimants.set(address, pod);
    else if (found instanceof Set) found.add(pod);
    else this.#claimants.set(address, new Set([found, pod]));
  }

  #remove(address: string, pod: Pod): void {
    const found = this.#claimants.get(address);
    if (!(found instanceof Set)) this.#claimants.delete(address);
    else {
      found.delete(pod);
      const [last] = found;
      if (found.size === 1) this.#claimants.set(address, last!);
    }
  }
}

export function sameAddresses(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

function claimed(pod: Pod | undefined): readonly string[] {
  return pod && isInPodNetwork(pod) ? pod.addresses : [];
}

const CLOSED: Isolated = { policies: [], grants: [] };

/**
 * A policy that admits only the pod's own node, which no policy can block. The pod's own addresses are left out because they may belong to
 * another pod.
 */
export function closed(pod: Pod, nodeAddresses: readonly string[]): PodPolicy {
  return { pod: { ...pod, addresses: [] }, nodeAddresses, ingress: CLOSED, egress: CLOSED };
}

/** A pod's claim to its addresses in the whole cluster. Addresses that a live pod has taken over are in neither list. */
export interface Standing {
  /** The pod alone owns these. */
  readonly own: readonly string[];
  /** Other pods have an equal claim to these. */
  readonly disputed: readonly string[];
}

export function standingOf(pod: Pod, owners: (address: string) => readonly Pod[]): Standing {
  const owned = pod.addresses.filter(address => owners(address).includes(pod));
  const { own = [], disputed = [] } = Object.groupBy(owned, address => (owners(address).length === 1 ? 'own' : 'disputed'));
  return { own, disputed };
}

export function sameStanding(a: Standing, b: Standing): boolean {
  return sameAddresses(a.own, b.own) && sameAddresses(a.disputed, b.disputed);
}

/** The endpoint of the pod has one owner on its node. As a peer the pod is in dispute with pods of other nodes. */
export function noPeer(pod: Pod, disputed: readonly string[]): Issue {
  const message = `${disputed.join(', ')} is also claimed by a pod of another node: a rule grants access to it only if it selects all pods that claim it`;
  return { severity: 'warning', code: 'ambiguous-address', pod: keyOf(pod), path: 'status.podIPs', message };
}

/** Maximum number of other pods named in one message. */
const MAX_NAMED = 3;

/**
 * Returns one error for each owner of an endpoint that several pods own.
 * @param addresses Addresses of the endpoint.
 */
export function disputes(addresses: readonly string[], owners: readonly Pod[]): Issue[] {
  return owners.map(pod => {
    const others = owners.filter(other => other !== pod);
    const contested = addresses.filter(address => others.some(other => other.addresses.includes(address)));
    const named = others.slice(0, MAX_NAMED).map(keyOf).join(', ');
    const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '';
    const message = `${contested.join(', ')} is also claimed by ${named}${more} on this node: the endpoint is closed in both directions until one pod owns it`;
    return { severity: 'error', code: 'ambiguous-address', pod: keyOf(pod), path: 'status.podIPs', message };
  });
}
