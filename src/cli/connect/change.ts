/** A change of one object that may let a flow through: as text, as JSON Patch (RFC 6902), and applied to the core's model. */
import type { Address } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import {
  keyOf,
  type Labels,
  type NetworkPolicy,
  type Objects,
  type Peer,
  type Pod,
  type Port,
  type Protocol,
  type Rule,
} from '../../core/model.ts';
import { NAMESPACE_NAME_LABEL } from '../../kube/read/namespace.ts';
import type { Direction } from './flow-half.ts';
import type { LabelChange } from './missing.ts';

/** An entry of a policy, in the API's form and in the core's. */
interface Entry<T> {
  readonly api: unknown;
  /** @param path JSON path of the new entry. */
  readonly model: (path: string) => T;
}

export type Change =
  | ({ readonly kind: 'label' } & LabelChange)
  | {
      readonly kind: 'peer';
      readonly policy: NetworkPolicy;
      readonly direction: Direction;
      readonly rule: Rule;
      readonly entry: Entry<Peer>;
    }
  | {
      readonly kind: 'port';
      readonly policy: NetworkPolicy;
      readonly direction: Direction;
      readonly rule: Rule;
      readonly entry: Entry<Port>;
    }
  | { readonly kind: 'rule'; readonly policy: NetworkPolicy; readonly direction: Direction; readonly entry: Entry<Rule> };

export interface Patch {
  readonly kind: 'Pod' | 'Namespace' | 'NetworkPolicy';
  readonly namespace?: string;
  readonly name: string;
  readonly patch: readonly { readonly op: 'add' | 'remove'; readonly path: string; readonly value?: unknown }[];
}

/** A clause after "If". */
export function condition(change: Change): string {
  if (change.kind === 'label') {
    const { object, name, key, value } = change;
    const subject = object === 'Pod' ? name : `the namespace ${name}`;
    return value === undefined ? `${subject} did not have the label ${key}` : `${subject} had the label ${key}=${value}`;
  }
  return `${fieldOf(change)} of ${keyOf(change.policy)} also had ${JSON.stringify(change.entry.api)}`;
}

/** JSON path of the list that a change of a policy extends. */
function fieldOf(change: Exclude<Change, { kind: 'label' }>): string {
  if (change.kind === 'rule') return `spec.${change.direction}`;
  return `${change.rule.path}.${change.kind === 'port' ? 'ports' : peersField(change.direction)}`;
}

function peersField(direction: Direction): 'from' | 'to' {
  return direction === 'ingress' ? 'from' : 'to';
}

/** One patch for each changed object. @param cluster The state before the changes. */
export function patchesOf(changes: readonly Change[], cluster: Cluster): Patch[] {
  const labels = changes.filter(change => change.kind === 'label');
  const objects = Map.groupBy(labels, ({ object, name }) => `${object} ${name}`);
  return [
    ...[...objects.values()].map(of => labelPatch(of, labelsOf(cluster, of[0]!))),
    ...changes.flatMap(change => (change.kind === 'label' ? [] : [entryPatch(change)])),
  ];
}

/** @param changes Of one object, with these labels. */
function labelPatch(changes: readonly LabelChange[], labels: Labels): Patch {
  const { object, name } = changes[0]!;
  const [first, second] = name.split('/');
  const identity = { kind: object, ...(second === undefined ? { name } : { namespace: first!, name: second }) };
  const added = changes.flatMap(({ key, value }): [string, string][] => (value === undefined ? [] : [[key, value]]));
  // The object may have no map of labels yet.
  if (Object.keys(labels).every(label => label === NAMESPACE_NAME_LABEL))
    return { ...identity, patch: [{ op: 'add', path: '/metadata/labels', value: { ...labels, ...Object.fromEntries(added) } }] };
  return { ...identity, patch: changes.map(labelOperation) };
}

function labelOperation({ key, value }: LabelChange): Patch['patch'][number] {
  const path = `/metadata/labels/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return value === undefined ? { op: 'remove', path } : { op: 'add', path, value };
}

function entryPatch(change: Exclude<Change, { kind: 'label' }>): Patch {
  const { namespace, name } = change.policy;
  const path = `/${fieldOf(change).replaceAll('[', '/').replaceAll(']', '').replaceAll('.', '/')}`;
  const { api } = change.entry;
  // The policy may isolate the direction without a list of rules.
  const isFirst = change.kind === 'rule' && change.policy[change.direction]!.length === 0;
  const add = isFirst ? ({ op: 'add', path, value: [api] } as const) : ({ op: 'add', path: `${path}/-`, value: api } as const);
  return { kind: 'NetworkPolicy', namespace, name, patch: [add] };
}

/** The object with the change. Undefined if the cluster has no such object. */
export function changed(
  change: Change,
  asWritten: Cluster,
): { [K in 'pod' | 'namespace' | 'policy']: { kind: K; object: Objects[K] } }['pod' | 'namespace' | 'policy'] | undefined {
  if (change.kind !== 'label') {
    const policy = asWritten.get('policy', keyOf(change.policy));
    return policy && { kind: 'policy', object: changedPolicy(policy, change) };
  }
  const { object, name, key, value } = change;
  const { [key]: _, ...others } = labelsOf(asWritten, change);
  const labels = value === undefined ? others : { ...others, [key]: value };
  if (object === 'Pod') {
    const pod = asWritten.get('pod', name);
    return pod && { kind: 'pod', object: { ...pod, labels } };
  }
  const namespace = asWritten.get('namespace', name);
  return namespace && { kind: 'namespace', object: { ...namespace, labels } };
}

function labelsOf(cluster: Cluster, { object, name }: LabelChange): Labels {
  return cluster.get(object === 'Pod' ? 'pod' : 'namespace', name)?.labels ?? {};
}

function changedPolicy(policy: NetworkPolicy, change: Exclude<Change, { kind: 'label' }>): NetworkPolicy {
  const { direction } = change;
  const rules = policy[direction] ?? [];
  if (change.kind === 'rule') return { ...policy, [direction]: [...rules, change.entry.model(`spec.${direction}[${rules.length}]`)] };
  const path = `${fieldOf(change)}[-]`;
  const extended = (rule: Rule): Rule => {
    if (change.kind === 'port') return rule.ports === 'any' ? rule : { ...rule, ports: [...rule.ports, change.entry.model(path)] };
    return rule.peers === 'any' ? rule : { ...rule, peers: [...rule.peers, change.entry.model(path)] };
  };
  return { ...policy, [direction]: rules.map(rule => (rule.path === change.rule.path ? extended(rule) : rule)) };
}

export function portEntry(protocol: Protocol, port: number): Entry<Port> {
  return { api: { protocol, port }, model: path => ({ path, protocol, port: [port, port] }) };
}

/** A block of the one address. */
export function blockEntry(address: Address, text: string): Entry<Peer> {
  const cidr = `${text}/${address.family === 4 ? 32 : 128}`;
  return { api: { ipBlock: { cidr } }, model: path => ({ kind: 'ipBlock', path, cidr, except: [] }) };
}

/** Labels that controllers set on pods. Another pod of the same workload has other values. */
const GENERATED = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'controller-uid',
  'job-name',
]);

/** Selects the pod by its labels. @param namespace Of the policy. */
export function podEntry(pod: Pod, namespace: string): Entry<Peer> {
  const matchLabels = Object.fromEntries(Object.entries(pod.labels).filter(([key]) => !GENERATED.has(key)));
  const ofNamespace = { [NAMESPACE_NAME_LABEL]: pod.namespace };
  const isSame = pod.namespace === namespace;
  const api = { ...(!isSame && { namespaceSelector: { matchLabels: ofNamespace } }), podSelector: { matchLabels } };
  const namespaces = isSame ? 'same' : { matchLabels: ofNamespace, matchExpressions: [] };
  return { api, model: path => ({ kind: 'pods', path, namespaces, pods: { matchLabels, matchExpressions: [] } }) };
}

export function ruleEntry(direction: Direction, peer: Entry<Peer>, port: Entry<Port>): Entry<Rule> {
  const api = { [peersField(direction)]: [peer.api], ports: [port.api] };
  return {
    api,
    model: path => ({ path, peers: [peer.model(`${path}.${peersField(direction)}[0]`)], ports: [port.model(`${path}.ports[0]`)] }),
  };
}
