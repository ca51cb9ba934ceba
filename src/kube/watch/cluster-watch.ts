/** The cluster as the API server tells it: pods, namespaces and policies, listed and watched for as long as the agent lives. */
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
  /** After every object and every complete list that reached the sink. */
  readonly onChange?: () => void;
  /** Also watch this Node, for its addresses; it is then part of being in sync. */
  readonly node?: string;
  readonly log?: Log;
  /** From 0 to below 1; default Math.random. */
  readonly random?: Random;
}

/**
 * While a list is incomplete the sink keeps what it has; then it changes at once, deletions included. Failures are never over: they are
 * logged, shown by `health`, and tried again.
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
      watch(policyResource),
      ...(options.node === undefined ? [] : [watch(nodeResource(options.node))]),
    ];
    this.#synced = Promise.all(this.#kinds.map(kind => kind.synced)).then(() => {});
  }

  /** Once. */
  start(): void {
    this.#running ??= Promise.all(this.#kinds.map(kind => kind.run(this.#stopping.signal)));
  }

  /** Resolves when every kind has been listed at least once; never, if that never happens. */
  get synced(): Promise<void> {
    return this.#synced;
  }

  get isSynced(): boolean {
    return this.#kinds.every(kind => kind.health.synced);
  }

  get health(): readonly KindHealth[] {
    return this.#kinds.map(kind => kind.health);
  }

  /** Nothing reaches the sink after this has been called. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#connection.close();
  }
}
