/** The objects of one node's HNS. Tests and the simulated CNI plugin create, change and watch them. Ids may be in any case. */
import { type Address, formatAddress, parseAddress, parseCidr } from '../../core/address.ts';
import { canonicalText } from './canonical-text.ts';
import { guidFrom, isGuid } from './guid.ts';
import { Rejection } from './hresult.ts';
import type { Change, HnsVersion, Limits, NodeState } from './node-state.ts';
import {
  type EndpointRecord,
  type EndpointSeed,
  type EndpointState,
  type EndpointView,
  type IpConfiguration,
  isLive,
  type NamespaceSeed,
  type NetworkRecord,
  type NetworkSeed,
  type Policy,
  viewOf,
} from './records.ts';
import { STRICT, type Switches } from './switches.ts';

export interface NodeOptions {
  /** The node's name, used in reports. */
  readonly name?: string;
  /** Default 14.0, probably Windows Server 2022 (docs/reference/hns-api.md §2.11). */
  readonly version?: HnsVersion;
  /** Default STRICT. */
  readonly switches?: Partial<Switches>;
  readonly limits?: Partial<Limits>;
}

export class NodeObjects {
  readonly name: string;
  protected readonly node: NodeState;
  readonly #listeners = new Set<(change: Change) => void>();
  /** Cache: ids of live local endpoints by address. Undefined after a change. */
  #live: Map<string, string[]> | undefined;
  #created = 0;

  constructor({ name = 'node', version = { Major: 14, Minor: 0 }, switches, limits }: NodeOptions) {
    this.name = name;
    this.node = {
      version,
      switches: { ...STRICT, ...switches },
      limits: { addressesPerAcl: 4000, aclsPerEndpoint: Number.POSITIVE_INFINITY, ...limits },
      networks: new Map(),
      endpoints: new Map(),
      namespaces: new Map(),
      dormant: new Set(),
    };
  }

  /** @returns The id in lower case. */
  addNetwork({ id: requested, name, type = 'L2Bridge', subnets = ['10.224.0.0/16'], policies = [] }: NetworkSeed): string {
    const id = this.#newId('network', requested, this.node.networks);
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
    const id = this.#newId('namespace', requested, this.node.namespaces);
    this.node.namespaces.set(id, { id, compartment, type });
    return id;
  }

  removeNamespace(id: string): void {
    this.node.namespaces.delete(id.toLowerCase());
  }

  addEndpoint(seed: EndpointSeed): string {
    const id = this.#newId('endpoint', seed.id, this.node.endpoints);
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
    this.#lifeCycle(id, () => this.node.endpoints.set(id, endpoint));
    return id;
  }

  removeEndpoint(id: string): void {
    const endpoint = this.endpointRecord(id);
    this.#lifeCycle(endpoint.id, () => {
      this.node.endpoints.delete(endpoint.id);
      this.node.dormant.delete(endpoint.id);
    });
  }

  /** Attaches the endpoint to the namespace. Undefined detaches it. */
  setNamespace(id: string, namespaceId: string | undefined): void {
    const endpoint = this.endpointRecord(id);
    this.#lifeCycle(endpoint.id, () => {
      endpoint.namespace = namespaceId?.toLowerCase();
      endpoint.state = namespaceId === undefined ? 'Detached' : 'AttachedSharing';
    });
  }

  setState(id: string, state: EndpointState): void {
    const endpoint = this.endpointRecord(id);
    this.#lifeCycle(endpoint.id, () => {
      endpoint.state = state;
    });
  }

  setAddresses(id: string, ips: readonly string[]): void {
    const endpoint = this.endpointRecord(id);
    this.#lifeCycle(endpoint.id, () => {
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

  get version(): HnsVersion {
    return this.node.version;
  }

  set version(version: HnsVersion) {
    this.node.version = version;
  }

  get switches(): Switches {
    return this.node.switches;
  }

  /** Sets the given switches and keeps the others. */
  configure(switches: Partial<Switches>): void {
    this.node.switches = { ...this.node.switches, ...switches };
  }

  /** @returns A function that stops listening. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected network(id: string): NetworkRecord {
    return found(this.node.networks.get(id.toLowerCase()), `network ${id}`);
  }

  protected endpointRecord(id: string): EndpointRecord {
    return found(this.node.endpoints.get(id.toLowerCase()), `endpoint ${id}`);
  }

  protected store(endpoint: EndpointRecord, policies: readonly Policy[], writer: Change['writer']): void {
    endpoint.policies = policies;
    this.#notify({ kind: 'write', writer, endpoints: [endpoint.id], addresses: addressesOf(endpoint) });
  }

  /** A network's policies, such as sets, can change the verdicts of all its endpoints. */
  protected storeNetwork(network: NetworkRecord, policies: readonly Policy[], writer: Change['writer']): void {
    network.policies = policies;
    const members = this.membersOf(network.id);
    const addresses = members.flatMap(id => addressesOf(this.node.endpoints.get(id)));
    this.#notify({ kind: 'write', writer, endpoints: members, addresses });
  }

  protected membersOf(network: string): readonly string[] {
    return [...this.node.endpoints.values()].filter(endpoint => endpoint.network === network).map(endpoint => endpoint.id);
  }

  #lifeCycle(id: string, change: () => void): void {
    const before = addressesOf(this.node.endpoints.get(id));
    change();
    this.#live = undefined;
    const addresses = [...new Set([...before, ...addressesOf(this.node.endpoints.get(id))])];
    this.#notify({ kind: 'life-cycle', writer: 'outside', endpoints: [id], addresses });
  }

  #notify(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  #newId(kind: string, requested: string | undefined, taken: ReadonlyMap<string, unknown>): string {
    const id = (requested ?? guidFrom(`${this.name}/${kind}/${++this.#created}`)).toLowerCase();
    if (!isGuid(id)) throw new TypeError(`not a GUID: ${id}`);
    // The ids of endpoints that HNS has not rehydrated yet stay taken.
    if (taken.has(id)) throw new Rejection('ERROR_ALREADY_EXISTS', id);
    return id;
  }
}

function addressesOf(endpoint: EndpointRecord | undefined): readonly string[] {
  return endpoint?.ips.map(ip => ip.address) ?? [];
}

function found<T>(object: T | undefined, what: string): T {
  if (object === undefined) throw new Error(`the simulated HNS has no ${what}`);
  return object;
}

function ipConfiguration(text: string): IpConfiguration {
  const address = parseAddress(text.split('/')[0]!);
  if (!address) throw new TypeError(`not an address: ${text}`);
  return { address: formatAddress(address), prefixLength: parseCidr(text)?.prefix ?? (address.family === 4 ? 24 : 64) };
}
