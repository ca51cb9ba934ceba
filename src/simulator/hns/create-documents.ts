/** Shapes of the documents that create objects and add an endpoint to a namespace. They list every field that HNS knows (docs/reference/hns-api.md §2.3, §2.7, §2.8). */
import { NETWORK_TYPE_NAMES } from '../../hns/network-types.ts';
import { ANY, choice, type Fields, list, numberedChoice, object, type Shape, TEXT, UINT8, UINT16, UINT32 } from './shape.ts';

const BASE: Fields = {
  ID: TEXT,
  Owner: TEXT,
  Name: TEXT,
  Version: ANY,
  AdditionalParams: ANY,
  Health: ANY,
  Telemetry: ANY,
  SchemaVersion: object({ Major: UINT32, Minor: UINT32 }),
};

const ROUTES = list(object({ NextHop: TEXT, DestinationPrefix: TEXT, Metric: UINT16 }));

const SUBNET = object({ IpAddressPrefix: TEXT, Policies: list(ANY), Routes: ROUTES, IpSubnets: ANY, Flags: UINT32 });

export const NETWORK = object({
  ...BASE,
  Type: choice(...NETWORK_TYPE_NAMES),
  Policies: list(ANY),
  MacPool: ANY,
  Dns: ANY,
  Ipams: list(object({ Type: choice('Static', 'Dhcp'), Subnets: list(SUBNET) })),
  Flags: UINT32,
});

export const ENDPOINT = object({
  ...BASE,
  HostComputeNetwork: TEXT,
  Policies: list(ANY),
  IpConfigurations: list(object({ IpAddress: TEXT, PrefixLength: UINT8, IpSubnetId: TEXT })),
  Dns: ANY,
  Routes: ROUTES,
  MacAddress: TEXT,
  Flags: UINT32,
});

/** @param features Fields that only some builds know. */
export function namespaceShape(features: Fields): Shape {
  const Type = choice('Host', 'HostDefault', 'Guest', 'GuestDefault');
  return object({ ...BASE, NamespaceId: UINT32, NamespaceGuid: TEXT, Type, Resources: list(ANY), ...features });
}

export const MODIFY_NAMESPACE = object({
  ResourceUri: TEXT,
  ResourceType: numberedChoice('Container', 'Endpoint'),
  RequestType: numberedChoice('Add', 'Remove', 'Update', 'Refresh', 'Reset'),
  Settings: object({ EndpointId: TEXT }),
});
