/** The v2 documents that queries return (docs/reference/hns-api.md §2.3, §2.7, §2.8), and the form of policies in them (M26). */
import { printGuid } from './guid.ts';
import type { Kind } from './native.ts';
import type { NodeState } from './node-state.ts';
import type { Objects } from './objects.ts';
import type { Query } from './query.ts';
import { ENDPOINT_STATES, type EndpointRecord, type NamespaceRecord, type NetworkRecord, type Policy } from './records.ts';
import type { Switches } from './switches.ts';
import { v1Document } from './v1-documents.ts';

export type Document = Readonly<Record<string, unknown>>;

const SCHEMA_VERSION = { Major: 2, Minor: 11 };

/** @param object An object of the given kind. */
export function documentOf<K extends Kind>(node: NodeState, kind: K, object: Objects[K], query: Query): Document {
  const document = query.schema === 'v1' ? v1Document(node, kind, object) : V2[kind](node, object);
  return query.detailed ? { ...document, ...DETAILS } : document;
}

/** Added by the flag Detailed. The content on a real host is unknown. */
const DETAILS: Document = { Health: { Data: null, Extra: { Resources: {}, SharedContainers: [], LayeredOn: '', SwitchGuid: '' } } };

const V2: { readonly [K in Kind]: (node: NodeState, object: Objects[K]) => Document } = {
  Endpoint: endpointDocument,
  Network: networkDocument,
  Namespace: namespaceDocument,
};

function endpointDocument({ switches }: NodeState, endpoint: EndpointRecord): Document {
  return {
    ID: printGuid(endpoint.id, 'document', switches),
    Name: endpoint.name,
    HostComputeNetwork: printGuid(endpoint.network, 'document', switches),
    ...(endpoint.namespace && { HostComputeNamespace: printGuid(endpoint.namespace, 'document', switches) }),
    Policies: endpoint.policies.map(policy => readBack(policy, switches)),
    IpConfigurations: endpoint.ips.map(ip => ({ IpAddress: ip.address, PrefixLength: ip.prefixLength })),
    MacAddress: endpoint.mac,
    Flags: endpoint.flags,
    ...(switches.stateInV2 === 'present' && { State: ENDPOINT_STATES[endpoint.state] }),
    SchemaVersion: SCHEMA_VERSION,
  };
}

function networkDocument({ switches }: NodeState, network: NetworkRecord): Document {
  return {
    ID: printGuid(network.id, 'document', switches),
    Name: network.name,
    // NAT is 0 in the enumeration, and HNS omits zeros.
    ...(network.type !== 'NAT' && { Type: network.type }),
    Policies: network.policies,
    Ipams: [{ Type: 'Static', Subnets: network.subnets.map(subnet => ({ IpAddressPrefix: subnet })) }],
    Flags: 0,
    SchemaVersion: SCHEMA_VERSION,
  };
}

function namespaceDocument({ switches, endpoints }: NodeState, namespace: NamespaceRecord): Document {
  const members = [...endpoints.values()].filter(endpoint => endpoint.namespace === namespace.id);
  return {
    ID: printGuid(namespace.id, 'document', switches),
    NamespaceId: namespace.compartment,
    Type: namespace.type,
    Resources: members.map(endpoint => ({ Type: 'Endpoint', Data: { Id: printGuid(endpoint.id, 'document', switches) } })),
    SchemaVersion: SCHEMA_VERSION,
  };
}

const FIELD_ORDER = [
  'Action',
  'Direction',
  'Id',
  'LocalAddresses',
  'LocalPorts',
  'Priority',
  'Protocols',
  'RemoteAddresses',
  'RemotePorts',
  'RuleType',
  'Scope',
];

/** A policy as HNS returns it. In the position `normalised`, an ACL has the same meaning in another spelling. */
export function readBack(policy: Policy, { readBack: form }: Switches): Policy {
  if (form === 'verbatim' || policy.Type !== 'ACL') return policy;
  const { LocalAddresses, RemoteAddresses, ...rest } = (policy.Settings ?? {}) as Readonly<Record<string, unknown>>;
  const fields = {
    Priority: 0,
    Protocols: '256',
    RuleType: 'Switch',
    Scope: 0,
    ...rest,
    LocalAddresses: normalised(LocalAddresses),
    RemoteAddresses: normalised(RemoteAddresses),
  };
  const order = (name: string) => (FIELD_ORDER.includes(name) ? FIELD_ORDER.indexOf(name) : FIELD_ORDER.length);
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return { ...policy, Settings: Object.fromEntries(kept.sort(([a], [b]) => order(a) - order(b))) };
}

/** Removes the prefix length of single addresses and reverses the list. */
function normalised(list: unknown): unknown {
  if (typeof list !== 'string') return list;
  const entries = list.split(',').map(entry => (isWhole(entry) ? entry.slice(0, entry.indexOf('/')) : entry));
  return entries.toReversed().join(',');
}

function isWhole(entry: string): boolean {
  return entry.endsWith(entry.includes(':') ? '/128' : '/32');
}
