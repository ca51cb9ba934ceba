/**
 * Follows the ConfigMap of the openings. While the API server cannot be reached, the openings that are known run until their end. If it rejects the
 * request, no pod is open.
 */
import type { KubeConfig } from '@kubernetes/client-node';
import { ApiConnection } from '../../kube/watch/connection.ts';
import { ObjectWatch } from '../../kube/watch/object-watch.ts';
import type { Log } from '../log.ts';
import { OPENINGS, type OpeningsRead, readOpenings } from './opening.ts';

export interface OpeningsWatchOptions {
  readonly kubeConfig: KubeConfig;
  /** Of the ConfigMap. */
  readonly namespace: string;
  readonly onRead: (read: OpeningsRead) => void;
  readonly log: Log;
  /** In [0, 1). */
  readonly random: () => number;
}

export class OpeningsWatch {
  readonly #connection: ApiConnection;
  readonly #watch: ObjectWatch;
  readonly #stopping = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;

  constructor({ kubeConfig, namespace, onRead, log, random }: OpeningsWatchOptions) {
    const read = (result: OpeningsRead) => {
      onRead(result);
      this.#first.resolve();
    };
    this.#connection = new ApiConnection(kubeConfig);
    this.#watch = new ObjectWatch({
      connection: this.#connection,
      collection: `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`,
      name: OPENINGS,
      onObject: object => read(readOpenings(object)),
      onRejected: reason => read({ problem: reason }),
      onUnreachable: reason => {
        // The watches of the cluster report the outage.
        log.debug('the openings cannot be read, will retry', { error: reason });
        this.#first.resolve();
      },
      random,
    });
  }

  start(): void {
    this.#running ??= this.#watch.run(this.#stopping.signal);
  }

  /** Resolves after the first attempt. */
  get firstAttempt(): Promise<void> {
    return this.#first.promise;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#connection.close();
  }
}
