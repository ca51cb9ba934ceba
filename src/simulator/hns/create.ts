/** HcnCreateNetwork, HcnCreateEndpoint and HcnCreateNamespace (docs/reference/hns-api.md §1.2). The self-test calls them. The agent never does. */
import { addressSet, hasAddress, parseAddress, parseCidr } from '../../core/address.ts';
import type { CallContext } from './call-context.ts';
import { ENDPOINT, NETWORK, namespaceShape } from './create-documents.ts';
import { NETWORK_POLICY_TYPES } from './documents.ts';
import { Rejection } from './hresult.ts';
import { policyReader } from './modify-endpoint.ts';
import { withPolicy } from './modify-network.ts';
import { readPolicy } from './modify-request.ts';
import type { Kind } from './native.ts';
import { atLeast } from './node-state.ts';
import type { NamespaceType, NetworkRecord, NetworkType, Policy } from './records.ts';
import { ANY, parse, type Shape } from './shape.ts';

/** @param requested The caller's id. @throws Rejection */
export function createNetwork(context: CallContext, requested: string, document: string): string {
  const { node } = context;
  const { Name = '', Type = 'NAT', Ipams = [], Policies = [] } = parsed<NetworkFields>(context, document, NETWORK);
  if ([...node.networks.values()].some(({ name }) => name === Name)) throw new Rejection('HCN_E_NETWORK_ALREADY_EXISTS');
  const subnets = Ipams.flatMap(({ Subnets = [] }) => Subnets.map(({ IpAddressPrefix = '' }) => IpAddressPrefix));
  if (subnets.some(subnet => !parseCidr(subnet))) throw new Rejection('HCN_E_INVALID_SUBNET');
  // Only for checking the network's policies.
  const network: NetworkRecord = { id: requested, name: Name, type: Type, subnets, policies: [] };
  const policies = Policies.map(policy => readPolicy(policy, NETWORK_POLICY_TYPES, node.switches)).reduce<readonly Policy[]>(
    (before, policy) => (policy ? withPolicy(node, network, before, 'Add', policy) : before),
    [],
  );
  return opened(context, 'Network', context.objects.addNetwork({ ...idOf(requested), name: Name, type: Type, subnets, policies }));
}

/** @throws Rejection */
export function createEndpoint(context: CallContext, network: NetworkRecord, requested: string, document: string): string {
  const fields = parsed<EndpointFields>(context, document, ENDPOINT);
  const { Name, HostComputeNetwork, IpConfigurations = [], Policies = [], Flags = 0 } = fields;
  if (HostComputeNetwork !== undefined && HostComputeNetwork.toLowerCase() !== network.id) throw new Rejection('HCN_E_INVALID_ENDPOINT');
  // HNS would choose an address from the subnet. That is not simulated.
  if (IpConfigurations.length === 0) throw new Rejection('HCN_E_INVALID_IP');
  const subnets = addressSet(network.subnets);
  const ips = IpConfigurations.map(({ IpAddress = '', PrefixLength }) => {
    const address = parseAddress(IpAddress);
    if (!address || !hasAddress(subnets, address)) throw new Rejection('HCN_E_INVALID_IP');
    return PrefixLength === undefined ? IpAddress : `${IpAddress}/${PrefixLength}`;
  });
  const readOne = policyReader(context.node, { network: network.id, policies: [] }, 'Add');
  const policies = Policies.map(readOne).filter(policy => policy !== undefined);
  const seed = { ...idOf(requested), ...(Name !== undefined && { name: Name }), network: network.id, ips, flags: Flags, policies };
  return opened(context, 'Endpoint', context.objects.addEndpoint({ ...seed, state: 'Created' }));
}

/** @throws Rejection */
export function createNamespace(context: CallContext, requested: string, document: string): string {
  const { version, switches } = context.node;
  const shape = namespaceShape({
    ...(switches.namespaceCompartment === 'accept' && { CreateWithCompartment: ANY }),
    ...(atLeast(version, 15, 2) && { ReadyOnCreate: ANY }),
  });
  const { NamespaceId, Type } = parsed<NamespaceFields>(context, document, shape);
  const seed = { ...idOf(requested), ...(NamespaceId && { compartment: NamespaceId }), ...(Type && { type: Type }) };
  return opened(context, 'Namespace', context.objects.addNamespace(seed));
}

interface Versioned {
  readonly SchemaVersion?: { readonly Major?: number };
}

interface NetworkFields extends Versioned {
  readonly Name?: string;
  readonly Type?: NetworkType;
  readonly Ipams?: readonly { readonly Subnets?: readonly { readonly IpAddressPrefix?: string }[] }[];
  readonly Policies?: readonly unknown[];
}

interface EndpointFields extends Versioned {
  readonly Name?: string;
  readonly HostComputeNetwork?: string;
  readonly IpConfigurations?: readonly { readonly IpAddress?: string; readonly PrefixLength?: number }[];
  readonly Policies?: readonly unknown[];
  readonly Flags?: number;
}

interface NamespaceFields extends Versioned {
  readonly NamespaceId?: number;
  readonly Type?: NamespaceType;
}

/** A document without a version is a v1 document (C2), which is not simulated. */
function parsed<T extends Versioned>({ node }: CallContext, document: string, shape: Shape): T {
  const fields = parse(document, shape, node.switches) as T;
  if (fields.SchemaVersion?.Major !== 2) throw new Rejection('HCN_E_REQUEST_UNSUPPORTED');
  return fields;
}

/** With the zero GUID, HNS chooses the id. */
function idOf(requested: string): { readonly id?: string } {
  return /^[0-]*$/.test(requested) ? {} : { id: requested };
}

function opened({ node, handles }: CallContext, kind: Kind, id: string): string {
  const objects = { Network: node.networks, Endpoint: node.endpoints, Namespace: node.namespaces };
  return handles.open({ kind, id, object: objects[kind].get(id)! });
}
