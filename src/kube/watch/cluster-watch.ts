/** Lists and watches pods, namespaces and policies until the agent stops. */
import type { KubeConfig } from '@kubernetes/client-node';
import type { Random } from '../../async/backoff.ts';
import type { Kind } from '../../core/model.ts';
import { ApiConnection } from './connection.ts';
import type { KindHealth } from './kind-health.ts';
import { KindWatch } from './kind-watch.ts';
import type { Log } from './log.ts';
import { type ObjectSink, type OnIssues, Replica } from './replica.ts';
import { namespaceResource, nodeResource, podResource, policyResource, type Resource } from './resource.ts';
import { Wake } from './wake.ts';

export type { KindHealth } from './kind-health.ts';
export type { Log } from './log.ts';
export type { ObjectSink, OnIssues } from './replica.ts';

export interface ClusterWatchOptions {
  readonly kubeConfig: KubeConfig;
  readonly sink: ObjectSink;
  readonly onIssues: OnIssues;
  /** Called after each object and each complete list that was passed to the sink. */
  readonly onChange?: () => void;
  /** Also watch this Node for its addresses. The cluster is then in sync only after the node was listed. */
  readonly node?: string;
  /** Number of issues of a policy to list. Others are counted. */
  readonly maxIssues?: number;
  /** Maximum number of entries in the rules of a NetworkPolicy. Default: MAX_ENTRIES. */
  readonly maxEntries?: number;
  readonly log?: Log;
  /** From 0 up to but not including 1. Default Math.random. */
  readonly random?: Random;
}

/**
 * The sink keeps its objects until a list is complete. Then all changes are applied at once, including deletions. The watch never gives up:
 * failures are logged, reported by `health` and retried.
 */
export class ClusterWatch {
  readonly #connection: ApiConnection;
  readonly #kinds: readonly Pick<KindWatch<Kind>, 'run' | 'health' | 'synced'>[];
  readonly #stopping = new AbortController();
  readonly #synced: Promise<void>;
  #running: Promise<unknown> | undefined;

  constructor(options: ClusterWatchOptions) {
    const { kubeConfig, sink, onIssues, onChange = () => {}, random = Math.random, log = () => {} } = options;
    this.#connection = new ApiConnection(kubeConfig);
    const shared = { random, log, wake: new Wake() };
    const watch = <K extends Kind>(resource: Resource<K>) =>
      new KindWatch(resource, this.#connection, new Replica(resource, sink, onIssues, onChange), shared);
    this.#kinds = [
      watch(podResource()),
      watch(namespaceResource),
      watch(policyResource(options)),
      ...(options.node === undefined ? [] : [watch(nodeResource(options.node))]),
    ];
    this.#synced = Promise.all(this.#kinds.map(kind => kind.synced)).then(() => {});
  }

  /** Call once. */
  start(): void {
    this.#running ??= Promise.all(this.#kinds.map(kind => kind.run(this.#stopping.signal)));
  }

  /** Resolves after every kind has been listed at least once. May never resolve. */
  get synced(): Promise<void> {
    return this.#synced;
  }

  get isSynced(): boolean {
    return this.#kinds.every(kind => kind.health.synced);
  }

  get health(): readonly KindHealth[] {
    return this.#kinds.map(kind => kind.health);
  }

  /** The sink receives no changes after this call. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#connection.close();
  }
}
