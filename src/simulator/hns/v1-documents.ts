/** v1 documents: the same objects with older names, and flat ACLs with all defaults written out (docs/reference/hns-api.md §3.3, §3.4). */
import { parseAddress } from '../../core/address.ts';
import { V1_ACL } from './documents.ts';
import { printGuid } from './guid.ts';
import { Rejection } from './hresult.ts';
import type { Kind } from './native.ts';
import type { NodeState } from './node-state.ts';
import type { Objects } from './objects.ts';
import { ENDPOINT_STATES, type EndpointRecord, type NamespaceRecord, type NetworkRecord, type Policy, REMOTE_ENDPOINT } from './records.ts';
import { read } from './shape.ts';
import type { Switches } from './switches.ts';

type Document = Readonly<Record<string, unknown>>;

export function v1Document<K extends Kind>(node: NodeState, kind: K, object: Objects[K]): Document {
  const { policies } = object as { readonly policies?: readonly Policy[] };
  return { ...v1Properties(node, kind, object), ...(policies && { Policies: policies.map(v1Policy) }) };
}

/** The document without its policies. Filters use it. */
export function v1Properties<K extends Kind>(node: NodeState, kind: K, object: Objects[K]): Document {
  return PROPERTIES[kind](node, object);
}

const PROPERTIES: { readonly [K in Kind]: (node: NodeState, object: Objects[K]) => Document } = {
  Endpoint: endpointProperties,
  Network: networkProperties,
  Namespace: ({ switches }, namespace: NamespaceRecord) => ({
    ID: printGuid(namespace.id, 'document', switches),
    CompartmentId: namespace.compartment,
  }),
};

function endpointProperties({ switches, networks }: NodeState, endpoint: EndpointRecord): Document {
  const v4 = endpoint.ips.find(ip => parseAddress(ip.address)?.family === 4);
  const v6 = endpoint.ips.find(ip => parseAddress(ip.address)?.family === 6);
  return {
    ID: printGuid(endpoint.id, 'document', switches),
    Name: endpoint.name,
    VirtualNetwork: printGuid(endpoint.network, 'document', switches),
    VirtualNetworkName: networks.get(endpoint.network)!.name,
    ...(endpoint.namespace && { Namespace: { ID: printGuid(endpoint.namespace, 'document', switches) } }),
    ...(v4 && { IPAddress: v4.address, PrefixLength: v4.prefixLength }),
    ...(v6 && { IPv6Address: v6.address, IPv6PrefixLength: v6.prefixLength }),
    MacAddress: endpoint.mac,
    ...((endpoint.flags & REMOTE_ENDPOINT) !== 0 && { IsRemoteEndpoint: true }),
    State: ENDPOINT_STATES[endpoint.state],
  };
}

function networkProperties({ switches }: NodeState, network: NetworkRecord): Document {
  return {
    ID: printGuid(network.id, 'document', switches),
    Name: network.name,
    Type: network.type,
    Subnets: network.subnets.map(subnet => ({ AddressPrefix: subnet })),
    State: 1,
  };
}

/** Types with another name in v1. */
const V1_TYPES: Readonly<Record<string, string>> = { SDNRoute: 'ROUTE', ProviderAddress: 'PA' };
const V2_TYPES: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(V1_TYPES).map(([v2, v1]) => [v1, v2]));

function v1Policy(policy: Policy): Document {
  const { Type, Settings } = policy;
  const settings = (Settings ?? {}) as Readonly<Record<string, unknown>>;
  if (Type !== 'ACL') return { Type: V1_TYPES[Type] ?? Type, ...settings };
  const { Protocols = '256' } = settings;
  return {
    Type,
    LocalAddresses: '',
    RemoteAddresses: '',
    RuleType: 'Switch',
    Priority: 0,
    InternalPort: 0,
    LocalPort: 0,
    RemotePort: 0,
    Protocol: /^\d+$/.test(String(Protocols)) ? Number(Protocols) : 256,
    Scope: 0,
    ServiceName: '',
    ...settings,
  };
}

interface V1Acl {
  readonly Type: string;
  readonly Protocol?: number;
  readonly Protocols?: string;
  readonly LocalPort?: number;
  readonly LocalPorts?: string;
  readonly RemotePort?: number;
  readonly RemotePorts?: string;
  readonly [field: string]: unknown;
}

/** Converts a flat policy to v2. Zero and the empty text are v1's defaults. The plural field wins. @throws Rejection */
export function v2Policy(sent: unknown, switches: Switches): Policy {
  if (typeof sent !== 'object' || sent === null || !('Type' in sent)) throw new Rejection('HCN_E_INVALID_JSON');
  const { Type, ...settings } = sent as { readonly Type: string };
  if (Type !== 'ACL') return { Type: V2_TYPES[Type] ?? Type, Settings: settings };
  const acl = read(sent, V1_ACL, 'Policies', switches) as V1Acl;
  const { Type: _, Protocol, LocalPort, RemotePort, InternalPort: _i, ServiceName: _s, Scope: _c, ...fields } = acl;
  const plural = {
    Protocols: fields.Protocols || (Protocol === undefined ? '' : String(Protocol)),
    LocalPorts: fields.LocalPorts || (LocalPort ? String(LocalPort) : ''),
    RemotePorts: fields.RemotePorts || (RemotePort ? String(RemotePort) : ''),
  };
  const isDefault = (value: unknown) => value === undefined || value === '' || value === 0;
  return { Type, Settings: Object.fromEntries(Object.entries({ ...fields, ...plural }).filter(([, value]) => !isDefault(value))) };
}
