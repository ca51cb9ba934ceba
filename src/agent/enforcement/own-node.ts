/** Keeps the addresses of the agent's own node in the cluster state up to date. */
import type { Cluster } from '../../core/cluster.ts';
import type { Log } from '../log.ts';

export class OwnNode {
  readonly #name: string;
  readonly #addresses: () => readonly string[];
  readonly #cluster: Cluster;
  readonly #log: Log;
  #last: string | undefined;
  #failure: string | undefined;

  /** @param addresses Canonical and sorted. May throw. */
  constructor(name: string, addresses: () => readonly string[], cluster: Cluster, log: Log) {
    this.#name = name;
    this.#addresses = addresses;
    this.#cluster = cluster;
    this.#log = log;
  }

  /** Why the addresses could not be read the last time. Then the last known ones stay in use. */
  get failure(): string | undefined {
    return this.#failure;
  }

  follow(): void {
    const addresses = this.#read();
    if (!addresses) return;
    const text = addresses.join(', ');
    if (text === this.#last) return;
    this.#last = text;
    this.#cluster.set('node', { name: this.#name, addresses });
    if (addresses.length > 0) this.#log.info('node addresses', { node: this.#name, addresses });
    else
      this.#log.warn('the node has no address: it cannot reach its isolated pods, and kubelet probes fail', {
        node: this.#name,
      });
  }

  #read(): readonly string[] | undefined {
    try {
      const addresses = this.#addresses();
      if (this.#failure !== undefined) this.#log.info('node addresses can be read again', { node: this.#name });
      this.#failure = undefined;
      return addresses;
    } catch (error) {
      const failure = String(error);
      if (failure !== this.#failure)
        this.#log.error('node addresses cannot be read: the last known ones stay in use', { node: this.#name, error: failure });
      this.#failure = failure;
      return undefined;
    }
  }
}
