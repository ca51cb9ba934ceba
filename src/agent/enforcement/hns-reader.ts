/** HNS calls of the reconciler: timed for the adaptive limit. Reads that fail at once are repeated at once. */
import type { HnsClient } from '../../hns/client.ts';
import type { EndpointPolicy, HnsEndpoint, HnsNetwork } from '../../hns/document/schema.ts';
import { HnsError, type HnsErrorCode } from '../../hns/transport/hns-error.ts';
import { requireBuild, requireHns92 } from '../../hns/unsupported.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';

const TRIES = 3;
/** A call that timed out has cost enough time, and the other classes answer the same again. */
const TRANSIENT: ReadonlySet<HnsErrorCode> = new Set<HnsErrorCode>(['unavailable', 'rejected']);

export class HnsReader {
  readonly #client: HnsClient;
  readonly #limit: AdaptiveLimit;
  readonly #windowsBuild: number | undefined;
  /** By GUID. */
  #networks = new Map<string, HnsNetwork>();

  /** @param windowsBuild Undefined: unknown, and HNS's version alone decides if it is supported. */
  constructor(client: HnsClient, limit: AdaptiveLimit, windowsBuild?: number) {
    this.#windowsBuild = windowsBuild;
    this.#client = client;
    this.#limit = limit;
  }

  get networks(): readonly HnsNetwork[] {
    return [...this.#networks.values()];
  }

  /** @throws UnsupportedError if Windows or HNS is too old, or HnsError. */
  async requireSupported(): Promise<void> {
    if (this.#windowsBuild !== undefined) requireBuild(this.#windowsBuild);
    requireHns92(await this.#read('version', () => this.#client.version()));
  }

  async refreshNetworks(): Promise<void> {
    const networks = await this.#read('networks', () => this.#client.networks());
    this.#networks = new Map(networks.map(network => [network.ID, network]));
  }

  /** @returns Whether the network had to be read. */
  async learnNetwork(id: string): Promise<boolean> {
    if (this.#networks.has(id)) return false;
    const network = await this.#read('network', () => this.#client.network(id));
    if (network) this.#networks.set(id, network);
    return true;
  }

  endpointIds(): Promise<string[]> {
    return this.#read('endpointIds', () => this.#client.endpointIds());
  }

  endpoint(id: string): Promise<HnsEndpoint | undefined> {
    return this.#read('endpoint', () => this.#client.endpoint(id));
  }

  policies(id: string): Promise<EndpointPolicy[]> {
    return this.#read('endpoint', () => this.#client.policies(id));
  }

  update(id: string, policies: readonly EndpointPolicy[]): Promise<void> {
    return this.#timed('update', () => this.#client.update(id, policies));
  }

  async #read<T>(name: string, call: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#timed(name, call);
      } catch (error) {
        if (tries === TRIES || !(error instanceof HnsError) || !TRANSIENT.has(error.code)) throw error;
      }
    }
  }

  async #timed<T>(name: string, call: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await call();
    this.#limit.observe(name, performance.now() - start);
    return result;
  }
}
