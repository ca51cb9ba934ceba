/** The objects of one node's HNS. Tests and the simulated CNI plugin create, change and watch them. Ids may be in any case. */
import { type Address, formatAddress, parseAddress, parseCidr } from '../../core/address.ts';
import { canonicalText } from './canonical-text.ts';
import { Rejection } from './hresult.ts';
import { NodeRecords } from './node-records.ts';
import {
  type EndpointRecord,
  type EndpointSeed,
  type EndpointState,
  type EndpointView,
  type IpConfiguration,
  isLive,
  type LoadBalancerRecord,
  type LoadBalancerSeed,
  type NamespaceSeed,
  type NetworkSeed,
  type Policy,
  viewOf,
} from './records.ts';

export class NodeObjects extends NodeRecords {
  /** Cache: ids of live local endpoints by address. Undefined after a change. */
  #live: Map<string, string[]> | undefined;

  /** @returns The id in lower case. */
  addNetwork({ id: requested, name, type = 'L2Bridge', subnets = ['10.224.0.0/16'], policies = [] }: NetworkSeed): string {
    const id = this.newId('network', requested, this.node.networks);
    this.node.networks.set(id, { id, name, type, subnets, policies: structuredClone(policies) });
    return id;
  }

  /** The switch networkRemoval decides whether a network with endpoints is removed with them or is rejected. */
  removeNetwork(networkId: string): void {
    const { id } = this.network(networkId);
    const members = this.membersOf(id);
    if (members.length > 0 && this.node.switches.networkRemoval === 'refuse') throw new Rejection('HCN_E_ENTITY_HAS_REFERENCES');
    for (const member of members) this.removeEndpoint(member);
    this.node.networks.delete(id);
  }

  addNamespace({ id: requested, compartment = this.node.namespaces.size + 2, type = 'Guest' }: NamespaceSeed = {}): string {
    const id = this.newId('namespace', requested, this.node.namespaces);
    this.node.namespaces.set(id, { id, compartment, type });
    return id;
  }

  removeNamespace(id: string): void {
    this.node.namespaces.delete(id.toLowerCase());
  }

  addEndpoint(seed: EndpointSeed): string {
    const id = this.newId('endpoint', seed.id, this.node.endpoints);
    const { name = `endpoint-${id.slice(0, 8)}`, state = 'AttachedSharing', flags = 0, policies = [] } = seed;
    const endpoint: EndpointRecord = {
      id,
      name,
      network: this.network(seed.network).id,
      namespace: seed.namespace?.toLowerCase(),
      mac: `00-15-5d-${id.slice(0, 2)}-${id.slice(2, 4)}-${id.slice(4, 6)}`,
      flags,
      ips: seed.ips.map(ipConfiguration),
      state,
      native: new Set(policies.filter(policy => policy.Type === 'ACL').map(canonicalText)),
      policies: structuredClone(policies),
    };
    this.lifeCycle(id, () => this.node.endpoints.set(id, endpoint));
    return id;
  }

  removeEndpoint(id: string): void {
    const endpoint = this.endpointRecord(id);
    this.lifeCycle(endpoint.id, () => {
      this.node.endpoints.delete(endpoint.id);
      this.node.dormant.delete(endpoint.id);
    });
  }

  addLoadBalancer(seed: LoadBalancerSeed): string {
    const id = this.newId('load balancer', undefined, this.node.loadBalancers);
    this.node.loadBalancers.set(id, { ...seed, id, endpoints: seed.endpoints.map(endpoint => this.endpointRecord(endpoint).id) });
    return id;
  }

  removeLoadBalancer(id: string): void {
    this.node.loadBalancers.delete(id.toLowerCase());
  }

  loadBalancers(): readonly LoadBalancerRecord[] {
    return [...this.node.loadBalancers.values()];
  }

  /** Attaches the endpoint to the namespace. Undefined detaches it. */
  setNamespace(id: string, namespaceId: string | undefined): void {
    const endpoint = this.endpointRecord(id);
    this.lifeCycle(endpoint.id, () => {
      endpoint.namespace = namespaceId?.toLowerCase();
      endpoint.state = namespaceId === undefined ? 'Detached' : 'AttachedSharing';
    });
  }

  setState(id: string, state: EndpointState): void {
    const endpoint = this.endpointRecord(id);
    this.lifeCycle(endpoint.id, () => {
      endpoint.state = state;
    });
  }

  setAddresses(id: string, ips: readonly string[]): void {
    const endpoint = this.endpointRecord(id);
    this.lifeCycle(endpoint.id, () => {
      endpoint.ips = ips.map(ipConfiguration);
    });
  }

  /** Includes endpoints that HNS does not list yet. Undefined if the endpoint does not exist. */
  endpoint(id: string): EndpointView | undefined {
    const endpoint = this.node.endpoints.get(id.toLowerCase());
    return endpoint && viewOf(endpoint);
  }

  endpoints(): readonly EndpointView[] {
    return [...this.node.endpoints.values()].map(viewOf);
  }

  /** Ids of all objects, even while the service is stopped. */
  ids(): readonly string[] {
    return [this.node.networks, this.node.namespaces, this.node.endpoints].flatMap(objects => [...objects.keys()]);
  }

  /** Ids of live local endpoints with the address. There may be several, which is undefined behaviour in HNS. */
  liveAt(address: Address): readonly string[] {
    if (!this.#live) {
      this.#live = new Map();
      for (const { id, ips } of [...this.node.endpoints.values()].filter(isLive)) {
        for (const ip of ips) this.#live.set(ip.address, [...(this.#live.get(ip.address) ?? []), id]);
      }
    }
    return this.#live.get(formatAddress(address)) ?? [];
  }

  /** A copy of the stored policies in stored order. The switch readBack has no effect here. */
  policiesOf(id: string): readonly Policy[] {
    return structuredClone(this.endpointRecord(id).policies);
  }

  /** An edit by another writer, without validation. */
  setPolicies(id: string, policies: readonly Policy[]): void {
    this.store(this.endpointRecord(id), structuredClone(policies), 'outside');
  }

  /** A copy of a network's policies, including SetPolicies. */
  networkPoliciesOf(id: string): readonly Policy[] {
    return structuredClone(this.network(id).policies);
  }

  /** Like setPolicies, for a network. */
  setNetworkPolicies(id: string, policies: readonly Policy[]): void {
    this.storeNetwork(this.network(id), structuredClone(policies), 'outside');
  }

  protected override lifeCycle(id: string, change: () => void): void {
    super.lifeCycle(id, () => {
      change();
      this.#live = undefined;
    });
  }
}

function ipConfiguration(text: string): IpConfiguration {
  const address = parseAddress(text.split('/')[0]!);
  if (!address) throw new TypeError(`not an address: ${text}`);
  return { address: formatAddress(address), prefixLength: parseCidr(text)?.prefix ?? (address.family === 4 ? 24 : 64) };
}
