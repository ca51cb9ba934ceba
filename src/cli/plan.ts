/** `hns-policy plan`: prints the ACLs that each node would receive. It needs manifests only, no cluster and no Windows. */
import { stringify } from 'yaml';
import type { Backend } from '../core/backend.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Issue } from '../core/issue.ts';
import { windows } from '../hns/windows.ts';
import { NAMESPACE_NAME_LABEL } from '../kube/read/namespace.ts';
import { CommandError } from './command-error.ts';
import type { Io } from './io.ts';
import type { ManifestCluster } from './offline/cluster-from-manifests.ts';
import { type OfflineOptions, offlineCluster } from './offline/offline-cluster.ts';
import { otherSystemOf } from './offline/other-system.ts';
import { describeProblem } from './offline/problem.ts';
import { nodesOf, otherNodesOf, planOf } from './plan/plan-document.ts';
import type { Plan } from './plan/plan-schema.ts';
import { issueLine, type PlanStyle, planTable } from './plan/plan-table.ts';
import { type PodFilter, type PodFilterOptions, podFilter } from './plan/pod-filter.ts';

export interface PlanOptions extends OfflineOptions, PodFilterOptions {
  readonly node?: readonly string[];
  readonly output: 'table' | 'json' | 'yaml';
  readonly networkType?: string;
  readonly maxAcls: number;
  readonly allowEgressToNode?: boolean;
  /** Print the ACLs as HNS gets them. */
  readonly wide?: boolean;
  readonly verbose?: boolean;
}

/**
 * @returns 0, or 2 if a policy is not enforced as it is written.
 * @throws CommandError for invalid input, before any output.
 */
export async function planCommand(options: PlanOptions, io: Io, backend: Backend = windows(options.translate ?? [])): Promise<number> {
  const unscheduledNode = options.node?.length === 1 ? options.node[0] : undefined;
  const offline = await offlineCluster({ ...options, unscheduledNode }, io, backend);
  const { cluster, ignored } = offline;
  const { networkType, maxAcls, allowEgressToNode = false } = options;
  const nodes = announced(chosenNodes(cluster, options.node), io);
  const lowering = { maxAcls, allowEgressToNode, ipv6: offline.ipv6, ...(networkType !== undefined && { networkType }) };
  const filter = podFilter(options);
  const isExample = (address: string): boolean => offline.examples.has(address);
  const whole = planOf(cluster, nodes, lowering, offline.issues, offline.closedPods, { includes: filter.includes, isExample });
  const plan = filtered(whole, options, filter);
  if (options.verbose) for (const [kind, count] of ignored) io.err([`ignored: ${count} ${kind}`]);
  if (options.output === 'table') {
    io.err(plan.issues.map(issue => issueLine(issue, offline.placeOf(issue as Issue))));
    io.err(offline.hints.map(hint => `warning: ${describeProblem(hint)}`));
    io.err(notes(offline, plan, isWhole(options)).map(note => `note: ${note}`));
  }
  io.out(render(plan, options.output, { color: io.color, wide: options.wide === true, cluster, width: WIDTH }));
  return plan.issues.some(({ severity, policy }) => severity === 'error' && policy !== undefined) ? 2 : 0;
}

/** Every terminal has so many columns. */
const WIDTH = 80;

function isWhole({ node, namespace, pod, selector }: PlanOptions): boolean {
  return !node && !namespace && !pod && selector === undefined;
}

/** Nodes without a pod that the filter includes are left out, unless `--node` asks for them. */
function filtered({ nodes, issues }: Plan, { node: wanted }: PlanOptions, filter: PodFilter): Plan {
  const shown = new Set(nodes.flatMap(({ endpoints }) => endpoints.map(({ namespace, pod }) => `${namespace}/${pod}`)));
  return {
    nodes: nodes.filter(({ endpoints }) => endpoints.length > 0 || wanted !== undefined),
    issues: issues.filter(issue => filter.concerns(issue as Issue, shown)),
  };
}

function chosenNodes(cluster: Cluster, names: readonly string[] | undefined): string[] {
  if (!names) return nodesOf(cluster);
  const known = new Set([...nodesOf(cluster), ...cluster.keys('node')]);
  const unknown = names.filter(name => !known.has(name));
  if (unknown.length > 0) {
    const there = known.size > 0 ? `known nodes: ${[...known].sort().join(', ')}` : 'the manifests contain no nodes';
    throw new CommandError(unknown.map(name => `--node ${name}: no such node; ${there}`));
  }
  const others = names.filter(name => otherSystemOf(cluster, name) !== undefined);
  if (others.length > 0) throw new CommandError(others.map(name => `--node ${name}: runs ${otherSystemOf(cluster, name)} and has no HNS`));
  return [...new Set(names)].sort();
}

function* announced(nodes: readonly string[], io: Io): Iterable<string> {
  for (const [index, node] of nodes.entries()) {
    io.progress(`Planning node ${index + 1} of ${nodes.length} …`);
    yield node;
  }
}

/** Lines without line ends. */
function render(plan: Plan, output: PlanOptions['output'], style: PlanStyle): readonly string[] {
  if (output === 'json') return JSON.stringify(plan, undefined, 2).split('\n');
  // Version 1.1 quotes text that old parsers would read as a boolean, such as a pod named `on`.
  if (output === 'yaml')
    return stringify(plan, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }).replace(/\n$/, '').split('\n');
  return planTable(plan, style);
}

/** @param isWhole The plan is for all pods. */
function notes({ cluster, impliedNamespaces }: ManifestCluster, { nodes }: Plan, isWhole: boolean): string[] {
  const withoutAddresses = nodes.filter(
    ({ node, endpoints }) => (cluster.get('node', node)?.addresses.length ?? 0) === 0 && endpoints.some(({ isolated }) => isolated.ingress),
  );
  return [
    ...withoutPods(cluster),
    ...(isWhole ? leftOut(cluster) : []),
    ...withoutLabels(cluster, impliedNamespaces),
    ...withoutAddresses.map(
      ({ node }) => `no manifest has the addresses of node ${node}, so the ACLs of its pods lack the rules for kubelet probes`,
    ),
  ];
}

function withoutPods(cluster: Cluster): string[] {
  if ([...cluster.keys('pod')].length > 0) return [];
  const count = [...cluster.keys('policy')].length;
  return [`the input has no pod and no workload, so no node gets ACLs. ${count === 1 ? '1 policy was' : `${count} policies were`} checked`];
}

/** Selectors of other labels select nothing in these namespaces. */
function withoutLabels(cluster: Cluster, namespaces: readonly string[]): string[] {
  const selectors = [...cluster.values('policy')].flatMap(({ ingress = [], egress = [] }) =>
    [...ingress, ...egress].flatMap(({ peers }) =>
      peers === 'any' ? [] : peers.flatMap(peer => (peer.kind === 'pods' && peer.namespaces !== 'same' ? [peer.namespaces] : [])),
    ),
  );
  const asksMore = selectors.some(({ matchLabels, matchExpressions }) =>
    [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)].some(key => key !== NAMESPACE_NAME_LABEL),
  );
  if (!asksMore || namespaces.length === 0) return [];
  const named = namespaces.slice(0, MOST_NAMED).join(', ');
  const more = namespaces.length > MOST_NAMED ? ` and ${namespaces.length - MOST_NAMED} more` : '';
  return [`the input lacks the Namespace objects of ${named}${more}, so a namespaceSelector for their labels selects none of their pods`];
}

/** Others are only counted. */
const MOST_NAMED = 3;

function leftOut(cluster: Cluster): string[] {
  const nodes = otherNodesOf(cluster);
  if (nodes.length === 0) return [];
  const named = nodes.slice(0, MOST_NAMED).map(node => `${node} (${otherSystemOf(cluster, node)})`);
  const more = nodes.length > MOST_NAMED ? ` and ${nodes.length - MOST_NAMED} more` : '';
  const are = nodes.length === 1 ? '1 node is left out, because it does' : `${nodes.length} nodes are left out, because they do`;
  return [`${are} not run Windows: ${named.join(', ')}${more}`];
}
