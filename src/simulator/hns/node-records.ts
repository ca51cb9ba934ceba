/** The records of one node's HNS, and the listeners to their changes. */
import { guidFrom, isGuid } from './guid.ts';
import { Rejection } from './hresult.ts';
import type { Change, HnsVersion, Limits, NodeState } from './node-state.ts';
import type { EndpointRecord, NetworkRecord, Policy } from './records.ts';
import { STRICT, type Switches } from './switches.ts';

export interface NodeOptions {
  /** The node's name, used in reports. */
  readonly name?: string;
  /** The node's own address. A load balancer without DSR makes it the source of connections. Default 192.0.2.1. */
  readonly address?: string;
  /** Default 14.0, probably Windows Server 2022 (docs/reference/hns-api.md §2.11). */
  readonly version?: HnsVersion;
  /** Default STRICT. */
  readonly switches?: Partial<Switches>;
  readonly limits?: Partial<Limits>;
}

export class NodeRecords {
  readonly name: string;
  readonly address: string;
  protected readonly node: NodeState;
  readonly #listeners = new Set<(change: Change) => void>();
  #created = 0;

  constructor({ name = 'node', address = '192.0.2.1', version = { Major: 14, Minor: 0 }, switches, limits }: NodeOptions) {
    this.name = name;
    this.address = address;
    this.node = {
      version,
      switches: { ...STRICT, ...switches },
      limits: { addressesPerAcl: 4000, aclsPerEndpoint: Number.POSITIVE_INFINITY, ...limits },
      networks: new Map(),
      endpoints: new Map(),
      namespaces: new Map(),
      loadBalancers: new Map(),
      dormant: new Set(),
    };
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

  protected membersOf(network: string): readonly string[] {
    return [...this.node.endpoints.values()].filter(endpoint => endpoint.network === network).map(endpoint => endpoint.id);
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

  /** @param change Creates, removes or changes the endpoint. */
  protected lifeCycle(id: string, change: () => void): void {
    const before = addressesOf(this.node.endpoints.get(id));
    change();
    const addresses = [...new Set([...before, ...addressesOf(this.node.endpoints.get(id))])];
    this.#notify({ kind: 'life-cycle', writer: 'outside', endpoints: [id], addresses });
  }

  protected newId(kind: string, requested: string | undefined, taken: ReadonlyMap<string, unknown>): string {
    const id = (requested ?? guidFrom(`${this.name}/${kind}/${++this.#created}`)).toLowerCase();
    if (!isGuid(id)) throw new TypeError(`not a GUID: ${id}`);
    // The ids of endpoints that HNS has not rehydrated yet stay taken.
    if (taken.has(id)) throw new Rejection('ERROR_ALREADY_EXISTS', id);
    return id;
  }

  #notify(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function addressesOf(endpoint: EndpointRecord | undefined): readonly string[] {
  return endpoint?.ips.map(ip => ip.address) ?? [];
}

function found<T>(object: T | undefined, what: string): T {
  if (object === undefined) throw new Error(`the simulated HNS has no ${what}`);
  return object;
}
