/** Keeps the addresses of the agent's own node in the cluster state up to date. */
import type { Cluster } from '../../core/cluster.ts';
import type { Log } from '../log.ts';

export class OwnNode {
  readonly #name: string;
  readonly #addresses: () => readonly string[];
  readonly #cluster: Cluster;
  readonly #log: Log;
  #last: string | undefined;

  /** @param addresses Canonical and sorted. */
  constructor(name: string, addresses: () => readonly string[], cluster: Cluster, log: Log) {
    this.#name = name;
    this.#addresses = addresses;
    this.#cluster = cluster;
    this.#log = log;
  }

  follow(): void {
    const addresses = this.#addresses();
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
}
