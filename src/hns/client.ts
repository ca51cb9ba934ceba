/** A typed client for the HNS calls that the agent needs. It caches no answers. */
import type { z } from 'zod';
import { mapLimit } from '../async/map-limit.ts';
import { check, decode, encode } from './document/decode.ts';
import { type LoadBalancer, loadBalancersOf } from './document/policy-list.ts';
import {
  clearEndpointSchema,
  type ModifyNetworkRequest,
  modifyEndpointSchema,
  modifyNetworkSchema,
  query,
  type SetPolicy,
} from './document/request.ts';
import {
  type EndpointPolicy,
  endpointSchema,
  type HnsEndpoint,
  type HnsNetwork,
  type HnsVersion,
  hnsCallSchema,
  idListSchema,
  networkSchema,
  serviceProcessSchema,
  versionSchema,
} from './document/schema.ts';
import { HnsError, hnsErrorOf } from './transport/hns-error.ts';
import type { HcnFunction, Transport } from './transport/transport.ts';

/** The endpoints that could be read, and those that could not. */
export interface EndpointList {
  /** Sorted by ID. */
  readonly value: readonly HnsEndpoint[];
  readonly failures: readonly { readonly id: string; readonly error: HnsError }[];
}

// Attached (Hyper-V isolation, L1VH nodes), then AttachedSharing (every other container). In this order an endpoint that moves on is not missed.
const LIVE_STATES = [2, 3] as const;
const REMOTE_ENDPOINT = 1;
const CONCURRENCY = 4;

export class HnsClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async version(): Promise<HnsVersion> {
    return check('HNSCall', await this.#v1('GET /globals/version'), versionSchema);
  }

  /** The load balancers of kube-proxy and others. Only the v1 API returns them with their flag for DSR. */
  async loadBalancers(): Promise<readonly LoadBalancer[]> {
    return loadBalancersOf(await this.#v1('GET /policylists/', JSON.parse));
  }

  /**
   * The process id of the HNS service. 0: it does not run.
   * @throws HnsError `rejected` where the bridge is too old for this call.
   */
  async serviceProcess(): Promise<number> {
    const text = await this.#transport.call('HnsServiceProcess', '', '');
    return decode('HnsServiceProcess', text, serviceProcessSchema).ProcessId;
  }

  /** Sorted by ID. */
  async networks(): Promise<HnsNetwork[]> {
    const ids = await this.#enumerate('HcnEnumerateNetworks');
    const networks = await mapLimit(ids, CONCURRENCY, id => this.#query('HcnQueryNetworkProperties', id, networkSchema));
    return networks.filter(network => network !== undefined);
  }

  /** Undefined if the network does not exist. */
  async network(id: string): Promise<HnsNetwork | undefined> {
    return this.#query('HcnQueryNetworkProperties', id, networkSchema);
  }

  /** Sorted GUIDs of the endpoints of running containers, including remote endpoints of other nodes. */
  async endpointIds(): Promise<string[]> {
    const ids = new Set<string>();
    for (const State of LIVE_STATES) {
      for (const id of await this.#enumerate('HcnEnumerateEndpoints', JSON.stringify({ State }))) ids.add(id);
    }
    return [...ids].sort();
  }

  /** Undefined if the endpoint does not exist. */
  async endpoint(id: string): Promise<HnsEndpoint | undefined> {
    return this.#query('HcnQueryEndpointProperties', id, endpointSchema);
  }

  /** All local endpoints that HNS lists, in any state. Includes those of stopped containers. */
  async allEndpoints(): Promise<EndpointList> {
    const { value, failures } = await this.#read(await this.#enumerate('HcnEnumerateEndpoints'));
    return { value: value.filter(endpoint => !isRemote(endpoint)), failures };
  }

  /** Replaces all policies of the endpoint in one call. An empty list removes all policies. */
  async update(endpointId: string, policies: readonly EndpointPolicy[]): Promise<void> {
    const update = <T>(Policies: T) => ({ ResourceType: 'Policy', RequestType: 'Update', Settings: { Policies } }) as const;
    const text =
      policies.length > 0
        ? encode('HcnModifyEndpoint', modifyEndpointSchema, update([...policies]))
        : encode('HcnModifyEndpoint', clearEndpointSchema, update([{}]));
    await this.#transport.call('HcnModifyEndpoint', endpointId, text);
  }

  /** The current policies of the endpoint. @throws HnsError `not-found` if the endpoint is gone. */
  async policies(endpointId: string): Promise<EndpointPolicy[]> {
    const text = await this.#transport.call('HcnQueryEndpointProperties', endpointId, query('HcnQueryEndpointProperties'));
    return decode('HcnQueryEndpointProperties', text, endpointSchema).Policies ?? [];
  }

  /** Removes these sets from the network in one call. No ACL and no remaining set may refer to them. @param sets Not empty. */
  async removeSets(networkId: string, sets: readonly SetPolicy[]): Promise<void> {
    const request: ModifyNetworkRequest = { ResourceType: 'Policy', RequestType: 'Remove', Settings: { Policies: [...sets] } };
    await this.#transport.call('HcnModifyNetwork', networkId, encode('HcnModifyNetwork', modifyNetworkSchema, request));
  }

  /** @param parse Default: keeps the spelling of numbers, which takes long for large answers. @returns `Output` of the answer. */
  async #v1(request: string, parse?: (text: string) => unknown): Promise<unknown> {
    const answer = decode('HNSCall', await this.#transport.call('HNSCall', request, ''), hnsCallSchema, parse);
    if (answer.Success) return answer.Output;
    if (answer.ErrorCode !== undefined) throw hnsErrorOf('HNSCall', answer.ErrorCode, JSON.stringify(answer));
    throw new HnsError('rejected', { function: 'HNSCall' }, `HNSCall ${request} failed: ${answer.Error.trim()}`);
  }

  async #enumerate(name: 'HcnEnumerateNetworks' | 'HcnEnumerateEndpoints', filter?: string): Promise<string[]> {
    return decode(name, await this.#transport.call(name, '', query(name, filter)), idListSchema).sort();
  }

  async #read(ids: readonly string[]): Promise<EndpointList> {
    const read = await mapLimit(ids, CONCURRENCY, async id => {
      try {
        return { id, endpoint: await this.#query('HcnQueryEndpointProperties', id, endpointSchema) };
      } catch (error) {
        if (error instanceof HnsError) return { id, error };
        throw error;
      }
    });
    return {
      value: read.flatMap(({ endpoint }) => endpoint ?? []),
      failures: read.flatMap(({ id, error }) => (error ? [{ id, error }] : [])),
    };
  }

  /** Undefined if the object was deleted after it was enumerated. */
  async #query<T>(name: HcnFunction, id: string, schema: z.ZodType<T>): Promise<T | undefined> {
    let text: string;
    try {
      text = await this.#transport.call(name, id, query(name));
    } catch (error) {
      if (error instanceof HnsError && error.code === 'not-found') return undefined;
      throw error;
    }
    return decode(name, text, schema);
  }
}

/** The state may have changed since the enumeration. Builds that do not return it were filtered by HNS. */
export function isLiveAndLocal(endpoint: HnsEndpoint): boolean {
  const { State = LIVE_STATES[0] } = endpoint;
  return !isRemote(endpoint) && LIVE_STATES.some(live => live === State);
}

function isRemote({ Flags = 0 }: HnsEndpoint): boolean {
  return (Flags & REMOTE_ENDPOINT) !== 0;
}
