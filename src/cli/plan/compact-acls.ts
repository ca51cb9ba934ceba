/**
 * The ACLs of an endpoint for people: pods in place of their addresses, and the policy in place of the Id. `--wide` prints them as HNS gets
 * them.
 */
import { formatAddress, parseCidr } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import { keyOf } from '../../core/model.ts';
import { aclFields } from '../../hns/document/acl-fields.ts';
import { ID_PREFIX } from '../../hns/document/owner.ts';
import { type AclFields, inHnsOrder, protocolName, type TableStyle } from '../acl-table.ts';
import { type Cell, fittedColumns } from '../fitted-columns.ts';
import { paint } from '../paint.ts';
import type { PlanNode } from './plan-schema.ts';

const HEADINGS = ['DIR', 'PRIO', 'ACTION', 'PROTO', 'PEERS', 'PORTS', 'POLICY'];
/** PEERS, PORTS and POLICY. */
const FLEXIBLE = [4, 5, 6];

type Policies = PlanNode['endpoints'][number]['policies'];

/** Lines without line ends. @param width Columns of the terminal. */
export function compactAcls(policies: Policies, cluster: Pick<Cluster, 'owners'>, { color }: TableStyle, width: number): string[] {
  if (policies.length === 0) return [];
  const rows = inHnsOrder(policies.map(policy => aclFields(policy))).map(fields => cellsOf(fields, cluster));
  const [heading, ...lines] = fittedColumns([HEADINGS, ...rows], FLEXIBLE, width);
  return [
    paint(color, 'bold', heading!),
    ...rows.map((cells, index) => paint(color, cells[2] === 'Block' ? 'red' : 'green', lines[index]!)),
  ];
}

function cellsOf(fields: AclFields, cluster: Pick<Cluster, 'owners'>): Cell[] {
  const { Id = '', Direction = '', Priority, Action = '', Protocols, RemoteAddresses = '' } = fields;
  const ports = (Direction === 'In' ? fields.LocalPorts : fields.RemotePorts) ?? '';
  const label = labelOf(Id);
  return [
    Direction,
    Priority === '' || Priority === undefined ? '-' : String(Priority),
    Action,
    itemsOf(Protocols ?? '')
      .map(protocolName)
      .join(', ') || 'any',
    label === 'node'
      ? 'own node'
      : label === 'self'
        ? 'the pod itself'
        : orAny(itemsOf(RemoteAddresses).flatMap(item => peersIn(item, cluster))),
    orAny(itemsOf(ports)),
    fields.RuleType === 'Host' ? '(Host rule)' : OWN_LABELS.has(label) ? `(${label})` : label.replace('.', '/'),
  ];
}

/** The labels of ACLs that no policy causes. */
const OWN_LABELS: ReadonlySet<string> = new Set(['node', 'self', 'default', 'host']);

/** `hns-policy-agent.<namespace>.<policy>.<hash>` → `<namespace>.<policy>`. */
function labelOf(id: string): string {
  return id.startsWith(ID_PREFIX) ? id.slice(ID_PREFIX.length, id.lastIndexOf('.')) : id;
}

function itemsOf(list: string): string[] {
  return list
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

function orAny(items: readonly string[]): Cell {
  return items.length === 0 ? 'any' : items;
}

/** Larger blocks are printed as they are. */
const MAX_BLOCK = 64;

/** The pods of an address or a small block, if pods own all of it. */
function peersIn(item: string, cluster: Pick<Cluster, 'owners'>): string[] {
  const block = parseCidr(item.includes('/') ? item : `${item}/32`);
  if (block?.family !== 4 || block.range[1] - block.range[0] >= MAX_BLOCK) return [item];
  const names: string[] = [];
  for (let value = block.range[0]; value <= block.range[1]; value++) {
    const owners = cluster.owners(formatAddress({ family: 4, value }));
    if (owners.length !== 1) return [item];
    names.push(keyOf(owners[0]!));
  }
  return names;
}
