/** The policies of an endpoint as a table: ACLs in the order in which HNS evaluates them. Foreign ones are marked. */
import { type AclFields, aclFields } from '../hns/document/acl-fields.ts';
import { isOurs } from '../hns/document/owner.ts';
import type { EndpointPolicy } from '../hns/document/schema.ts';
import { columns } from './columns.ts';
import { paint } from './paint.ts';

export type { AclFields };

export interface TableStyle {
  readonly color: boolean;
}

const HEADINGS = ['DIRECTION', 'PRIORITY', 'ACTION', 'PROTOCOL', 'PEERS', 'PORTS', 'ID'] as const;
/** Longer lists are cut to this many items and a count of the rest. */
const SHOWN = 3;
/** Stands for a value that is neither text nor number. Only foreign ACLs have such values. */
const UNREADABLE = '?';

/** Lines without line ends. Empty for an endpoint without policies. */
export function aclTable(policies: readonly EndpointPolicy[], { color }: TableStyle): string[] {
  const rows = policies
    .filter(policy => policy.Type === 'ACL')
    .map(policy => ({ fields: aclFields(policy), ours: isOurs(policy) }))
    .sort((a, b) => order(a.fields) - order(b.fields))
    .map(({ fields, ours }) => ({ cells: cellsOf(fields, ours), ours }));
  const foreign = Map.groupBy(
    policies.filter(policy => policy.Type !== 'ACL'),
    policy => policy.Type,
  );
  const lines = rows.length === 0 ? [] : layout(rows, color);
  if (foreign.size === 0) return lines;
  const types = [...foreign].map(([type, list]) => (list.length === 1 ? type : `${type} x ${list.length}`));
  return [...lines, paint(color, 'dim', `foreign: ${types.join(', ')}`)];
}

interface Row {
  readonly cells: readonly string[];
  readonly ours: boolean;
}

function layout(rows: readonly Row[], color: boolean): string[] {
  const [heading, ...lines] = columns([HEADINGS, ...rows.map(({ cells }) => cells)]);
  return [
    paint(color, 'bold', heading!),
    ...rows.map(({ cells, ours }, index) => paint(color, ours ? (cells[2] === 'Block' ? 'red' : 'green') : 'dim', lines[index]!)),
  ];
}

function cellsOf(fields: AclFields, ours: boolean): string[] {
  const incoming = fields.Direction === 'In';
  const id = fields.Id || '-';
  const direction = fields.Direction ?? UNREADABLE;
  return [
    fields.RuleType === 'Host' ? `${direction} (Host)` : direction,
    fields.Priority === '' ? '-' : (fields.Priority ?? UNREADABLE),
    fields.Action ?? UNREADABLE,
    list(fields.Protocols, protocolName),
    [list(fields.RemoteAddresses), beside('local', fields.LocalAddresses)].join(''),
    incoming
      ? [list(fields.LocalPorts), beside('remote', fields.RemotePorts)].join('')
      : [list(fields.RemotePorts), beside('local', fields.LocalPorts)].join(''),
    ours ? id : `${id} (foreign)`,
  ];
}

/** In HNS an absent or empty list means any. */
function list(text: string | undefined, name = (item: string): string => item): string {
  if (text === undefined) return UNREADABLE;
  const items = text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
  if (items.length === 0) return 'any';
  const shown = items.slice(0, items.length > SHOWN + 1 ? SHOWN : items.length).map(name);
  return shown.join(', ') + (shown.length < items.length ? ` and ${items.length - shown.length} more` : '');
}

/** The side that only foreign ACLs restrict. */
function beside(side: string, text: string | undefined): string {
  return text === '' ? '' : ` (${side} ${list(text)})`;
}

export function protocolName(number: string): string {
  return { '1': 'ICMP', '6': 'TCP', '17': 'UDP', '58': 'ICMPv6', '132': 'SCTP', '256': 'any' }[number] ?? number;
}

/** Sorted: In before Out, then by priority. Rules without a priority come last. */
export function inHnsOrder(fields: readonly AclFields[]): AclFields[] {
  return fields.toSorted((a, b) => order(a) - order(b));
}

function order({ Direction, Priority }: AclFields): number {
  const priority = Priority === '' ? Number.NaN : Number(Priority);
  return (Direction === 'In' ? 0 : 100_000) + (Number.isFinite(priority) ? priority : 65536);
}
