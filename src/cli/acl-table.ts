/** The policies of an endpoint as a table for people: ACLs in the order HNS tries them, what is not ours marked. */
import { isOurs } from '../hns/document/owner.ts';
import type { EndpointPolicy } from '../hns/document/schema.ts';
import { columns } from './columns.ts';
import { paint } from './paint.ts';

export interface TableStyle {
  readonly color: boolean;
}

const HEADINGS = ['DIRECTION', 'PRIORITY', 'ACTION', 'PROTOCOL', 'PEERS', 'PORTS', 'ID'] as const;
/** More than these of a list are only counted. */
const SHOWN = 3;

/** Lines without line ends; none for an endpoint without policies. */
export function aclTable(policies: readonly EndpointPolicy[], { color }: TableStyle): string[] {
  const rows = policies
    .filter(policy => policy.Type === 'ACL')
    .map(policy => ({ settings: settingsOf(policy), ours: isOurs(policy) }))
    .sort((a, b) => order(a.settings) - order(b.settings))
    .map(({ settings, ours }) => ({ cells: cellsOf(settings, ours), ours }));
  const others = Map.groupBy(
    policies.filter(policy => policy.Type !== 'ACL'),
    policy => policy.Type,
  );
  const lines = rows.length === 0 ? [] : layout(rows, color);
  if (others.size === 0) return lines;
  const types = [...others].map(([type, list]) => (list.length === 1 ? type : `${type} x ${list.length}`));
  return [...lines, paint(color, 'dim', `not ours: ${types.join(', ')}`)];
}

type Settings = Readonly<Record<string, unknown>>;
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

function cellsOf(settings: Settings, ours: boolean): string[] {
  const incoming = settings.Direction === 'In';
  const id = text(settings.Id) || '-';
  return [
    text(settings.RuleType) === 'Host' ? `${text(settings.Direction)} (Host)` : text(settings.Direction),
    text(settings.Priority) || '-',
    text(settings.Action),
    list(settings.Protocols, protocolName),
    [list(settings.RemoteAddresses), beside('local', settings.LocalAddresses)].join(''),
    incoming
      ? [list(settings.LocalPorts), beside('remote', settings.RemotePorts)].join('')
      : [list(settings.RemotePorts), beside('local', settings.LocalPorts)].join(''),
    ours ? id : `${id} (not ours)`,
  ];
}

/** What HNS does with an absent or empty list: no restriction. */
function list(value: unknown, name = (item: string): string => item): string {
  const items = text(value)
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
  if (items.length === 0) return 'any';
  const shown = items.slice(0, items.length > SHOWN + 1 ? SHOWN : items.length).map(name);
  return shown.join(', ') + (shown.length < items.length ? ` and ${items.length - shown.length} more` : '');
}

/** The side that our own ACLs never restrict. */
function beside(side: string, value: unknown): string {
  return text(value) === '' ? '' : ` (${side} ${list(value)})`;
}

function protocolName(number: string): string {
  return { '1': 'ICMP', '6': 'TCP', '17': 'UDP', '58': 'ICMPv6', '132': 'SCTP', '256': 'any' }[number] ?? number;
}

/** In before Out, then by priority; a rule without one has a rank of its own in HNS and stands last. */
function order(settings: Settings): number {
  const priority = Number(settings.Priority ?? 65536);
  return (settings.Direction === 'In' ? 0 : 100_000) + (Number.isFinite(priority) ? priority : 65536);
}

function settingsOf({ Settings }: EndpointPolicy): Settings {
  return typeof Settings === 'object' && Settings !== null ? (Settings as Settings) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
