/** The columns of `kubectl get nodes`. */

import type { KubeObject } from '../object.ts';
import { AGE, type Column, NAME } from './column.ts';

const NONE = '<none>';
const UNKNOWN = '<unknown>';
const ROLE = 'node-role.kubernetes.io/';

export const nodeColumns: readonly Column[] = [
  NAME,
  { name: 'Status', type: 'string', cell: status },
  { name: 'Roles', type: 'string', cell: roles },
  AGE,
  { name: 'Version', type: 'string', cell: node => info(node, 'kubeletVersion') },
  { name: 'Internal-IP', type: 'string', wide: true, cell: node => address(node, 'InternalIP') },
  { name: 'External-IP', type: 'string', wide: true, cell: node => address(node, 'ExternalIP') },
  { name: 'OS-Image', type: 'string', wide: true, cell: node => info(node, 'osImage') },
  { name: 'Kernel-Version', type: 'string', wide: true, cell: node => info(node, 'kernelVersion') },
  { name: 'Container-Runtime', type: 'string', wide: true, cell: node => info(node, 'containerRuntimeVersion') },
];

function status(node: KubeObject): string {
  const conditions: { type: string; status: string }[] = node.status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

function roles(node: KubeObject): string {
  const found = Object.keys(node.metadata.labels ?? {}).filter(key => key.startsWith(ROLE));
  return found.map(key => key.slice(ROLE.length)).join(',') || NONE;
}

function info(node: KubeObject, field: string): string {
  return node.status?.nodeInfo?.[field] || UNKNOWN;
}

function address(node: KubeObject, type: string): string {
  const addresses: { type: string; address: string }[] = node.status?.addresses ?? [];
  return addresses.find(found => found.type === type)?.address ?? NONE;
}
