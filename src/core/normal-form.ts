/**
 * The traffic that tiers allow, as a function from protocol and port to peers. Equal meaning gives equal forms, whatever the number and order of
 * the policies is. A Pass rule vanishes: its traffic is left out of the later rules of its tier and meets the next tier.
 */
import { type AddressSet, addressSet, isEmpty } from './address.ts';
import { and, compareAddresses, EVERY_ADDRESS, NO_ADDRESS, or, without } from './address-algebra.ts';
import { compare, contains, type Interval, type Intervals, union } from './interval.ts';
import type { Protocol } from './model.ts';
import { ANY_PORT, type Grant, type Isolated, isTiered, type PodPolicy, type Ruling, type Tiered, type Untiered } from './pod-policy.ts';

export interface NormalForm {
  /** The peers allowed for protocols without ports, and for all ports that `byPort` does not list. */
  readonly everyProtocol: AddressSet;
  /** The ports with other peers. Sorted, and the ports of one protocol are disjoint. `peers` may be empty. */
  readonly byPort: readonly PortPeers[];
}

export interface PortPeers {
  readonly protocol: Protocol;
  readonly ports: Intervals<number>;
  readonly peers: AddressSet;
}

/** Bounds of the work, far above the needs of real policies. */
const MAX_STRETCHES = 20_000;
const MAX_STEPS = 4_000_000;

/**
 * The effect of a direction: `open` if it allows all traffic, grants if only NetworkPolicies decide, otherwise the normal form. Tiers that exceed
 * a bound allow no traffic.
 */
export function effectOf({ pod, ingress, egress }: PodPolicy, direction: 'ingress' | 'egress'): Untiered | NormalForm {
  const side = direction === 'ingress' ? ingress : egress;
  if (!isTiered(side)) return side;
  const form = normalForm(side, pod.addresses);
  if (!form) return { policies: side.policies, grants: [] };
  return form.byPort.length === 0 && compareAddresses(form.everyProtocol, EVERY_ADDRESS) === 0 ? 'open' : form;
}

export function isNormalForm(effect: Untiered | NormalForm): effect is NormalForm {
  return effect !== 'open' && 'byPort' in effect;
}

const forms = new WeakMap<Tiered, Map<string, NormalForm | undefined>>();
/** Pods that share the tiers, at most, whose forms are kept. */
const MAX_KEPT = 300;

/** @param own The addresses of the pod. NetworkPolicies cannot block its access to itself. @returns Undefined: it exceeds the bounds. */
export function normalForm(tiers: Tiered, own: readonly string[]): NormalForm | undefined {
  const kept = forms.get(tiers) ?? new Map<string, NormalForm | undefined>();
  forms.set(tiers, kept);
  const key = tiers.networkPolicies === 'open' ? '' : own.join();
  if (!kept.has(key)) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, computed(tiers, addressSet(own)));
  }
  return kept.get(key);
}

function computed(tiers: Tiered, own: AddressSet): NormalForm | undefined {
  const shared = sharedParts(tiers);
  if (!shared) return undefined;
  const peersOf = ({ allowed, reached }: Outcome) => (tiers.networkPolicies === 'open' ? allowed : or([allowed, and(reached, own)]));
  const everyProtocol = peersOf(shared.everyProtocol);
  const byPort = shared.byPort.map(({ protocol, ports, outcome }) => ({ protocol, ports, peers: peersOf(outcome) }));
  return { everyProtocol, byPort: merged(byPort.filter(({ peers }) => compareAddresses(peers, everyProtocol) !== 0)) };
}

/** The peers of one protocol and port. */
interface Outcome {
  readonly allowed: AddressSet;
  /** They reach the NetworkPolicies. */
  readonly reached: AddressSet;
}

interface Shared {
  readonly everyProtocol: Outcome;
  readonly byPort: readonly (Pick<PortPeers, 'protocol' | 'ports'> & { readonly outcome: Outcome })[];
}

const sharedOf = new WeakMap<Tiered, { readonly shared: Shared | undefined }>();

/** The part that does not depend on the pod's own addresses. */
function sharedParts(tiers: Tiered): Shared | undefined {
  const kept = sharedOf.get(tiers);
  if (kept) return kept.shared;
  const shared = computeShared(tiers);
  sharedOf.set(tiers, { shared });
  return shared;
}

function computeShared({ admin, networkPolicies, baseline }: Tiered): Shared | undefined {
  const entries = { admin, baseline, networkPolicies };
  const isolated = networkPolicies === 'open' ? undefined : networkPolicies;
  const all: readonly Grant[] = [...admin, ...(isolated?.grants ?? []), ...baseline];
  const stretches = stretchesOf(all);
  if (!stretches || (stretches.length + 1) * all.length > MAX_STEPS) return undefined;
  const byPort = stretches.map(({ protocol, ports, grants }) => ({ protocol, ports, outcome: evaluate(entries, isolated, grants) }));
  return { everyProtocol: evaluate(entries, isolated, new Set()), byPort };
}

/** @param some The grants and rulings with ports that apply. Those for any port always apply. */
function evaluate(
  { admin, baseline }: Pick<Tiered, 'admin' | 'baseline'>,
  isolated: Isolated | undefined,
  some: ReadonlySet<Grant>,
): Outcome {
  const applies = (grant: Grant) => grant.ports === 'any' || some.has(grant);
  const first = fromEveryone(admin.filter(applies));
  if (isolated) {
    const grants = isolated.grants.filter(applies);
    const granted = grants.some(({ peers }) => peers === 'any')
      ? EVERY_ADDRESS
      : or([NO_ADDRESS, ...new Set(grants.map(({ peers }) => peers as AddressSet))]);
    return { allowed: or([first.accepted, and(first.left, granted)]), reached: first.left };
  }
  const last = walk(baseline.filter(applies), first.left);
  return { allowed: or([first.accepted, last.accepted, last.left]), reached: NO_ADDRESS };
}

type Walked = ReturnType<typeof walk>;

const walked = new Map<string, Walked>();
const MAX_WALKED = 300;
const numbers = new WeakMap<Ruling, number>();
let lastNumber = 0;

/** The walk through the first tier, which many pods share. */
function fromEveryone(rulings: readonly Ruling[]): Walked {
  for (const ruling of rulings) if (!numbers.has(ruling)) numbers.set(ruling, ++lastNumber);
  const key = rulings.map(ruling => numbers.get(ruling)).join();
  const known = walked.get(key);
  if (known) return known;
  if (walked.size >= MAX_WALKED) walked.clear();
  const result = walk(rulings, EVERY_ADDRESS);
  walked.set(key, result);
  return result;
}

/** One tier. @returns `left`: the peers that no rule decides, and those that a Pass rule leaves to the next tier. */
function walk(rulings: readonly Ruling[], from: AddressSet): { readonly accepted: AddressSet; readonly left: AddressSet } {
  let left = from;
  const [accepted, passed]: [AddressSet[], AddressSet[]] = [[], []];
  for (const { action, peers } of rulings) {
    const hit = and(left, peers);
    if (isEmpty(hit)) continue;
    left = without(left, hit);
    if (action === 'Accept') accepted.push(hit);
    else if (action === 'Pass') passed.push(hit);
  }
  return { accepted: or([NO_ADDRESS, ...accepted]), left: or([left, ...passed]) };
}

interface Stretch {
  readonly protocol: Protocol;
  readonly ports: Intervals<number>;
  readonly grants: ReadonlySet<Grant>;
}

/** Ports that the same grants contain. */
function stretchesOf(all: readonly Grant[]): Stretch[] | undefined {
  const found: Stretch[] = [];
  for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
    const holders = all.flatMap(grant => {
      const ports = grant.ports === 'any' ? undefined : grant.ports[protocol];
      return ports ? [{ grant, ports }] : [];
    });
    const edges = new Set(holders.flatMap(({ ports }) => ports.flatMap(([first, last]) => [first, last + 1])));
    const starts = [...edges].sort((a, b) => a - b);
    if (starts.length > MAX_STRETCHES || starts.length * holders.length > MAX_STEPS) return undefined;
    const byHolders = new Map<string, { readonly grants: ReadonlySet<Grant>; readonly ports: Interval<number>[] }>();
    for (const [index, start] of starts.entries()) {
      const holding = [...holders.keys()].filter(holder => contains(holders[holder]!.ports, start));
      if (holding.length === 0) continue;
      const key = holding.join();
      const stretch = byHolders.get(key) ?? { grants: new Set(holding.map(holder => holders[holder]!.grant)), ports: [] };
      stretch.ports.push([start, Math.min(starts[index + 1]! - 1, ANY_PORT[0]![1])]);
      byHolders.set(key, stretch);
    }
    for (const { grants, ports } of byHolders.values()) found.push({ protocol, grants, ports: union(ports) });
  }
  return found;
}

/** Unites the ports with equal peers. */
function merged(parts: readonly PortPeers[]): PortPeers[] {
  const found: { readonly protocol: Protocol; readonly peers: AddressSet; ports: Interval<number>[] }[] = [];
  const order = (a: PortPeers, b: PortPeers) =>
    a.protocol === b.protocol ? compareAddresses(a.peers, b.peers) : a.protocol < b.protocol ? -1 : 1;
  for (const { protocol, peers, ports } of parts.toSorted(order)) {
    const last = found.at(-1);
    if (last?.protocol === protocol && compareAddresses(last.peers, peers) === 0) last.ports.push(...ports);
    else found.push({ protocol, peers, ports: [...ports] });
  }
  const united = found.map(({ protocol, peers, ports }): PortPeers => ({ protocol, peers, ports: union(ports) }));
  return united.sort((a, b) => (a.protocol === b.protocol ? compare(a.ports, b.ports) : a.protocol < b.protocol ? -1 : 1));
}
