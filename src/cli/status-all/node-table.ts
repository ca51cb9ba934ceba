/** The status of all nodes as one table, with a row for each node and its problem beneath. */
import { age } from '../../agent/age.ts';
import type { Status } from '../../agent/status/status-schema.ts';
import { columns } from '../columns.ts';
import { paint } from '../paint.ts';
import { isAsWritten, isWell } from '../status/status-header.ts';
import { wrap } from '../wrap.ts';
import type { NodeStatus } from './node-status.ts';

/** A node or a proxy wrote the message of a problem. */
const MOST_CHARACTERS = 500;
const HEADINGS = ['NODE', 'STATE', 'FOR', 'PODS', 'OUT OF SYNC', 'REJECTED', 'LAST IN SYNC', 'VERSION'];

export function nodeTable(nodes: readonly NodeStatus[], color: boolean): string[] {
  if (nodes.length === 0) return ['the cluster has no Windows node'];
  const [headings = '', ...rows] = columns([HEADINGS, ...nodes.map(cellsOf)]);
  const lines = nodes.flatMap((node, index) => [
    paint(color, styleOf(node), rows[index]!),
    ...(node.problem ? wrap(node.problem.message.slice(0, MOST_CHARACTERS), 4) : []),
  ]);
  return [paint(color, 'bold', headings), ...lines, '', summary(nodes)];
}

export function isNodeWell({ status }: NodeStatus): boolean {
  return status !== undefined && isWell(status);
}

function cellsOf({ node, status, problem }: NodeStatus): string[] {
  if (!status) return [node, problem?.reason ?? '', '-', '-', '-', '-', '-', '-'];
  const { state, stateSince, pods, findings, lastInSync, version } = status;
  return [
    node,
    state,
    since(status, stateSince),
    String(pods.length),
    String(pods.filter(pod => !isAsWritten(pod)).length),
    String(findings.filter(({ effect }) => effect !== 'full').length),
    lastInSync === undefined ? 'never' : `${since(status, lastInSync)} ago`,
    version,
  ];
}

/** By the clock of the node. */
function since({ time }: Status, start: string): string {
  return age(Date.parse(time) - Date.parse(start));
}

function styleOf(node: NodeStatus): 'green' | 'yellow' | 'red' {
  if (isNodeWell(node)) return 'green';
  return node.status && node.status.state !== 'unhealthy' && node.status.state !== 'simulated' ? 'yellow' : 'red';
}

function summary(nodes: readonly NodeStatus[]): string {
  const states = Map.groupBy(nodes, ({ status, problem }) => status?.state ?? problem!.reason);
  const counts = [...states].map(([state, { length }]) => `${length} ${state}`);
  return `${nodes.length} Windows ${nodes.length === 1 ? 'node' : 'nodes'}: ${counts.join(', ')}`;
}
