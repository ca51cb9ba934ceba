/** The parts of a rule that a flow does not match. */
import { addressSet, hasAddress } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import {
  type IpBlockPeer,
  keyOf,
  type LabelRequirement,
  type Labels,
  type Peer,
  type PodPeer,
  type Port,
  type Rule,
} from '../../core/model.ts';
import { matches } from '../../core/selector.ts';
import { NAMESPACE_NAME_LABEL } from '../../kube/read/namespace.ts';
import type { FlowHalf } from './flow-half.ts';

export const MISSING_KINDS = [
  'label',
  'namespace-label',
  'namespace',
  'ip-block',
  'host-network',
  'node',
  'outside-address',
  'port',
  'protocol',
  'named-port',
  'direction',
  'rejected',
  'entry',
] as const;

export interface Missing {
  readonly kind: (typeof MISSING_KINDS)[number];
  /** A clause, for instance `shop/client has no label app=web`. */
  readonly message: string;
  /** A label that would match. Absent if no label of the object can. */
  readonly label?: LabelChange;
}

export interface LabelChange {
  readonly object: 'Pod' | 'Namespace';
  /** `namespace/name` or `name`. */
  readonly name: string;
  readonly key: string;
  /** Undefined: the object must not have the label. */
  readonly value: string | undefined;
}

/** The entries of a rule that match, and the nearest entry if none does. */
export interface Match<T> {
  /** `any`: the rule names none. */
  readonly matching: 'any' | readonly T[];
  /** Empty if an entry matches. */
  readonly missing: readonly Missing[];
}

export function matchPeers(cluster: Cluster, policyNamespace: string, { peers, path }: Rule, half: FlowHalf): Match<Peer> {
  if (peers === 'any') return { matching: 'any', missing: [] };
  const judged = peers.map(peer => ({ peer, missing: missingOf(cluster, policyNamespace, peer, half) }));
  const matching = judged.filter(({ missing }) => missing.length === 0).map(({ peer }) => peer);
  const nearest = judged.sort((a, b) => weightOf(a.missing) - weightOf(b.missing))[0];
  return { matching, missing: nearest?.missing ?? [{ kind: 'entry', message: `${path} has no valid peer` }] };
}

export function matchPorts({ ports, path }: Rule, half: FlowHalf): Match<Port> {
  if (ports === 'any') return { matching: 'any', missing: [] };
  const matching = ports.filter(port => covers(port, half));
  if (matching.length > 0) return { matching, missing: [] };
  const nearest = ports.find(port => port.protocol === half.protocol) ?? ports[0];
  return { matching, missing: [nearest ? missingPort(nearest, ports, half) : { kind: 'entry', message: `${path} has no valid port` }] };
}

/** A label is one change, and a peer that no label can make match needs a new entry. */
export function weightOf(missing: readonly Missing[]): number {
  return missing.reduce(
    (sum, { kind, label }) => sum + (label || kind === 'port' || kind === 'direction' ? 1 : kind === 'rejected' ? 0.5 : 2),
    0,
  );
}

function missingOf(cluster: Cluster, policyNamespace: string, peer: Peer, half: FlowHalf): Missing[] {
  return peer.kind === 'ipBlock' ? missingBlock(peer, half) : missingPods(cluster, policyNamespace, peer, half);
}

function missingBlock({ cidr, except }: IpBlockPeer, { peer: { address, text } }: FlowHalf): Missing[] {
  if (!hasAddress(addressSet([cidr]), address)) return [{ kind: 'ip-block', message: `${text} is not in the ipBlock ${cidr}` }];
  const hole = except.find(block => hasAddress(addressSet([block]), address));
  return hole === undefined ? [] : [{ kind: 'ip-block', message: `${text} is in ${hole}, which the ipBlock ${cidr} excepts` }];
}

function missingPods(cluster: Cluster, policyNamespace: string, { namespaces, pods }: PodPeer, { peer }: FlowHalf): Missing[] {
  const { hostPod, node, text } = peer;
  if (peer.pods.length === 0) return [notSelectable(hostPod && keyOf(hostPod), node, text)];
  return peer.pods.flatMap(pod => {
    const own = requirementsOf(pods).flatMap(one => missingLabel(one, pod.labels, 'Pod', keyOf(pod)));
    if (namespaces === 'same') {
      const message = `the peer selects pods of the namespace ${policyNamespace}, and ${keyOf(pod)} is in another one`;
      return [...(pod.namespace === policyNamespace ? [] : [{ kind: 'namespace', message } as const]), ...own];
    }
    const labels = cluster.get('namespace', pod.namespace)?.labels ?? {};
    return [...requirementsOf(namespaces).flatMap(one => missingLabel(one, labels, 'Namespace', pod.namespace)), ...own];
  });
}

function notSelectable(hostPod: string | undefined, node: string | undefined, text: string): Missing {
  if (hostPod !== undefined) {
    const message = `${hostPod} uses the host network, so no selector matches it. Its traffic has the address of its node, ${text}`;
    return { kind: 'host-network', message };
  }
  if (node !== undefined) return { kind: 'node', message: `${text} is the address of node ${node}, and selectors match only pods` };
  return { kind: 'outside-address', message: `${text} belongs to no pod, and selectors match only pods` };
}

function requirementsOf({ matchLabels, matchExpressions }: PodPeer['pods']): LabelRequirement[] {
  return [
    ...Object.entries(matchLabels).map(([key, value]): LabelRequirement => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions,
  ];
}

function missingLabel(requirement: LabelRequirement, labels: Labels, object: LabelChange['object'], name: string): Missing[] {
  if (matches({ matchLabels: {}, matchExpressions: [requirement] }, labels)) return [];
  const { key, operator, values } = requirement;
  const isWanted = operator === 'In' || operator === 'Exists';
  const value = isWanted ? (operator === 'In' ? values[0] : 'true') : undefined;
  const subject = object === 'Pod' ? name : `the namespace ${name}`;
  const wanted = operator === 'In' ? values.map(one => `${key}=${one}`).join(' or ') : key;
  const message = isWanted ? `${subject} has no label ${wanted}` : `${subject} has the label ${key}=${labels[key]}`;
  // The API server sets this label, and an In without values matches no label.
  const isFixed = key === NAMESPACE_NAME_LABEL || (operator === 'In' && value === undefined);
  const change: LabelChange = { object, name, key, value };
  return [{ kind: object === 'Pod' ? 'label' : 'namespace-label', message, ...(!isFixed && { label: change }) }];
}

function covers({ port, protocol }: Port, half: FlowHalf): boolean {
  if (protocol !== half.protocol) return false;
  if (port === 'any') return true;
  if ('name' in port) {
    const declared = half.destination?.ports ?? [];
    return declared.some(one => one.name === port.name && one.protocol === protocol && one.port === half.port);
  }
  return port[0] <= half.port && half.port <= port[1];
}

function missingPort(nearest: Port, ports: readonly Port[], { protocol, port, destination }: FlowHalf): Missing {
  const asked = `${protocol} ${port}`;
  const named = typeof nearest.port === 'object' && 'name' in nearest.port ? nearest.port.name : undefined;
  if (nearest.protocol === protocol && named !== undefined) {
    const numbers = (destination?.ports ?? []).filter(one => one.name === named && one.protocol === protocol).map(one => one.port);
    const owner = destination ? keyOf(destination) : 'the destination';
    const message = `the port name ${named} stands for ${numbers.length > 0 ? `${protocol} ${numbers.join(', ')}` : 'no port'} of ${owner}, not for ${asked}`;
    return { kind: 'named-port', message };
  }
  const message = `it allows ${listed(ports.map(describePort))}, not ${asked}`;
  return { kind: nearest.protocol === protocol ? 'port' : 'protocol', message };
}

/** Longer lists are cut. */
const SHOWN = 5;

function listed(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return texts.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function describePort({ protocol, port }: Port): string {
  if (port === 'any') return protocol;
  if ('name' in port) return `${protocol} ${port.name}`;
  return `${protocol} ${port[0] === port[1] ? port[0] : `${port[0]}-${port[1]}`}`;
}
