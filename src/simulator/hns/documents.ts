/** Shapes of the documents that callers send. They list every field that HNS knows (docs/reference/hns-api.md §2.2–§2.7). */
import { ANY, choice, list, numberedChoice, object, TEXT, UINT16, UINT32 } from './shape.ts';

/** Filter is a JSON document as text. */
export const QUERY = object({
  SchemaVersion: object({ Major: UINT32, Minor: UINT32 }),
  Flags: numberedChoice('None', 'Detailed'),
  Filter: TEXT,
});

const REQUEST_TYPE = numberedChoice('Add', 'Remove', 'Update', 'Refresh', 'Reset');

export const MODIFY_ENDPOINT = object({
  ResourceUri: TEXT,
  ResourceType: numberedChoice('Port', 'Policy'),
  RequestType: REQUEST_TYPE,
  Settings: ANY,
});

export const MODIFY_NETWORK = object({
  ResourceUri: TEXT,
  ResourceType: numberedChoice('DNS', 'Extension', 'Policy', 'Subnet', 'IPSubnet'),
  RequestType: REQUEST_TYPE,
  Settings: ANY,
});

/** Settings of a policy request. Each policy is then read with the shape of its type. */
export const POLICY_REQUEST = object({ Policies: list(ANY) });

export const POLICY = object({ Type: TEXT, Settings: ANY });

export const ENDPOINT_POLICY_TYPES: readonly string[] = [
  'PortMapping',
  'ACL',
  'QOS',
  'L2Driver',
  'OutBoundNAT',
  'SDNRoute',
  'L4Proxy',
  'L4WFPPROXY',
  'ProviderAddress',
  'PortName',
  'EncapOverhead',
  'InterfaceConstraint',
  'Encryption',
  'VLAN',
  'InterfaceParameters',
  'Iov',
  'TierAcl',
];

export const NETWORK_POLICY_TYPES: readonly string[] = [
  'SourceMacAddress',
  'NetAdapterName',
  'VSwitchExtension',
  'DrMacAddress',
  'AutomaticDNS',
  'InterfaceConstraint',
  'ProviderAddress',
  'RemoteSubnetRoute',
  'VxlanPort',
  'HostRoute',
  'SetPolicy',
  'L4Proxy',
  'LayerConstraint',
  'NetworkACL',
];

const FIVE_TUPLE = { Protocols: TEXT, LocalAddresses: TEXT, RemoteAddresses: TEXT, LocalPorts: TEXT, RemotePorts: TEXT, Priority: UINT16 };

export const ACL = object({
  Id: TEXT,
  Action: choice('Allow', 'Block', 'Pass'),
  Direction: choice('In', 'Out'),
  RuleType: choice('Host', 'Switch'),
  ...FIVE_TUPLE,
});

export const TIER_ACL = object({
  Name: TEXT,
  Direction: choice('In', 'Out'),
  Order: UINT16,
  TierAclRules: list(object({ Id: TEXT, TierAclRuleAction: choice('Allow', 'Block', 'Pass'), ...FIVE_TUPLE })),
});

export const SET_POLICY = object({ Id: TEXT, Name: TEXT, PolicyType: numberedChoice('IPSET', 'NESTEDIPSET'), Values: TEXT });

/** v1: fields of a POST to an endpoint. A caller may send the whole object that it read. Only Policies has an effect in the simulator. */
export const V1_ENDPOINT = object({
  ID: TEXT,
  Policies: list(ANY),
  ...Object.fromEntries(
    [
      'Name',
      'VirtualNetwork',
      'VirtualNetworkName',
      'MacAddress',
      'IPAddress',
      'IPv6Address',
      'DNSSuffix',
      'DNSServerList',
      'DNSDomain',
      'GatewayAddress',
      'GatewayAddressV6',
      'EnableInternalDNS',
      'DisableICC',
      'PrefixLength',
      'IPv6PrefixLength',
      'IsRemoteEndpoint',
      'EnableLowMetric',
      'Namespace',
      'EncapOverhead',
      'SharedContainers',
      'State',
      'Version',
      'AdditionalParams',
      'Resources',
      'IPSubnetId',
    ].map(name => [name, ANY]),
  ),
});

/** v1: a load balancer, with the endpoints of its backends. */
export const POLICY_LIST = object({ References: list(TEXT), Policies: list(ANY) });

export const ELB = object({
  Type: choice('ELB'),
  Protocol: UINT16,
  InternalPort: UINT16,
  ExternalPort: UINT16,
  SourceVIP: TEXT,
  VIPs: list(TEXT),
  ILB: ANY,
  IsDSR: ANY,
});

/** v1: a flat ACL. It has both a number and a list for protocol and ports. */
export const V1_ACL = object({
  Type: TEXT,
  Id: TEXT,
  Protocol: UINT16,
  Protocols: TEXT,
  InternalPort: UINT16,
  Action: choice('Allow', 'Block'),
  Direction: choice('In', 'Out'),
  LocalAddresses: TEXT,
  RemoteAddresses: TEXT,
  LocalPorts: TEXT,
  LocalPort: UINT16,
  RemotePorts: TEXT,
  RemotePort: UINT16,
  RuleType: choice('Host', 'Switch'),
  Priority: UINT16,
  ServiceName: TEXT,
  Scope: UINT32,
});
