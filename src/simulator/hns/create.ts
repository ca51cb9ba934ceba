/** HcnCreateNetwork, HcnCreateEndpoint and HcnCreateNamespace (docs/reference/hns-api.md §1.2). The agent makes nothing; the self-test makes what it tests. */
import { addressSet, hasAddress, parseAddress, parseCidr } from '../../core/address.ts';
import type { CallContext } from './call-context.ts';
import { ENDPOINT, NETWORK, namespaceShape } from './create-documents.ts';
import { NETWORK_POLICY_TYPES } from './documents.ts';
import { Refusal } from './hresult.ts';
import { policyReader } from './modify-endpoint.ts';
import { withPolicy } from './modify-network.ts';
import { readPolicy } from './modify-request.ts';
import type { Kind } from './native.ts';
import { atLeast } from './node-state.ts';
import type { NamespaceType, NetworkRecord, NetworkType, Policy } from './records.ts';
import { ANY, parse, type Shape } from './shape.ts';

/** @param wish The id that the caller names. @throws Refusal */
export function createNetwork(context: CallContext, wish: string, document: string): string {
  const { node } = context;
  const { Name = '', Type = 'NAT', Ipams = [], Policies = [] } = parsed<NetworkFields>(context, document, NETWORK);
  if ([...node.networks.values()].some(({ name }) => name === Name)) throw new Refusal('HCN_E_NETWORK_ALREADY_EXISTS');
  const subnets = Ipams.flatMap(({ Subnets = [] }) => Subnets.map(({ IpAddressPrefix = '' }) => IpAddressPrefix));
  if (subnets.some(subnet => !parseCidr(subnet))) throw new Refusal('HCN_E_INVALID_SUBNET');
  // What the network's own policies are checked against.
  const network: NetworkRecord = { id: wish, name: Name, type: Type, subnets, policies: [] };
  const policies = Policies.map(policy => readPolicy(policy, NETWORK_POLICY_TYPES, node.switches)).reduce<readonly Policy[]>(
    (before, policy) => (policy ? withPolicy(node, network, before, 'Add', policy) : before),
    [],
  );
  return opened(context, 'Network', context.objects.addNetwork({ ...idOf(wish), name: Name, type: Type, subnets, policies }));
}

/** @throws Refusal */
export function createEndpoint(context: CallContext, network: NetworkRecord, wish: string, document: string): string {
  const fields = parsed<EndpointFields>(context, document, ENDPOINT);
  const { Name, HostComputeNetwork, IpConfigurations = [], Policies = [], Flags = 0 } = fields;
  if (HostComputeNetwork !== undefined && HostComputeNetwork.toLowerCase() !== network.id) throw new Refusal('HCN_E_INVALID_ENDPOINT');
  // HNS would choose an address of the subnet: not simulated.
  if (IpConfigurations.length === 0) throw new Refusal('HCN_E_INVALID_IP');
  const subnets = addressSet(network.subnets);
  const ips = IpConfigurations.map(({ IpAddress = '', PrefixLength }) => {
    const address = parseAddress(IpAddress);
    if (!address || !hasAddress(subnets, address)) throw new Refusal('HCN_E_INVALID_IP');
    return PrefixLength === undefined ? IpAddress : `${IpAddress}/${PrefixLength}`;
  });
  const readOne = policyReader(context.node, { network: network.id, policies: [] }, 'Add');
  const policies = Policies.map(readOne).filter(policy => policy !== undefined);
  const seed = { ...idOf(wish), ...(Name !== undefined && { name: Name }), network: network.id, ips, flags: Flags, policies };
  return opened(context, 'Endpoint', context.objects.addEndpoint({ ...seed, state: 'Created' }));
}

/** @throws Refusal */
export function createNamespace(context: CallContext, wish: string, document: string): string {
  const { version, switches } = context.node;
  const shape = namespaceShape({
    ...(switches.namespaceCompartment === 'accept' && { CreateWithCompartment: ANY }),
    ...(atLeast(version, 15, 2) && { ReadyOnCreate: ANY }),
  });
  const { NamespaceId, Type } = parsed<NamespaceFields>(context, document, shape);
  const seed = { ...idOf(wish), ...(NamespaceId && { compartment: NamespaceId }), ...(Type && { type: Type }) };
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

/** A document without a version is one of v1 (C2), which is not simulated. */
function parsed<T extends Versioned>({ node }: CallContext, document: string, shape: Shape): T {
  const fields = parse(document, shape, node.switches) as T;
  if (fields.SchemaVersion?.Major !== 2) throw new Refusal('HCN_E_REQUEST_UNSUPPORTED');
  return fields;
}

/** The zero GUID leaves the choice to HNS. */
function idOf(wish: string): { readonly id?: string } {
  return /^[0-]*$/.test(wish) ? {} : { id: wish };
}

function opened({ node, handles }: CallContext, kind: Kind, id: string): string {
  const objects = { Network: node.networks, Endpoint: node.endpoints, Namespace: node.namespaces };
  return handles.open({ kind, id, object: objects[kind].get(id)! });
}
