/**
 * Lists and watches ClusterNetworkPolicies. Their CRD may be missing, appear later, or go. Discovery finds the version that the server has. A
 * server that has just started answers 503 until its CRDs are known, so 404 means that there is no CRD.
 */
import { z } from 'zod';
import { pause } from '../../async/timers.ts';
import { ApiError } from './api-error.ts';
import { type Clock, monotonic } from './clock.ts';
import type { Requests } from './connection.ts';
import type { KindHealth } from './kind-health.ts';
import { KindWatch } from './kind-watch.ts';
import { HEADERS_PATIENCE } from './patience.ts';
import { Position } from './position.ts';
import { Recovery, type RecoveryOptions } from './recovery.ts';
import { Listing, type ObjectSink, type OnIssues, Replica } from './replica.ts';
import { CLUSTER_POLICY_GROUP, CLUSTER_POLICY_VERSIONS, clusterPolicyResource } from './resource.ts';
import { retryDelay } from './retry-delay.ts';

export interface ClusterPolicyWatchOptions extends Omit<RecoveryOptions, 'now'> {
  readonly maxIssues?: number;
  readonly maxEntries?: number;
  /** Default: the monotonic clock of this machine. */
  readonly now?: Clock;
  /** Milliseconds between two looks for the CRD, plus up to as much again, so that the nodes do not ask at once. Default: 30 s. */
  readonly lookAgainMs?: number;
}

const LOOK_AGAIN = 30_000;

/** An APIGroup of discovery. */
const groupShape = z.object({ versions: z.array(z.object({ version: z.string() })) });

export class ClusterPolicyWatch {
  readonly #connection: Requests;
  readonly #replica: Replica<'clusterPolicy'>;
  readonly #options: ClusterPolicyWatchOptions;
  readonly #recovery: Recovery;
  readonly #synced = Promise.withResolvers<void>();
  #isSynced = false;
  /** Looks since the CRD was last there. */
  #misses = 0;
  /** Undefined: the server has no CRD, or that is not known yet. */
  #watch: KindWatch<'clusterPolicy'> | undefined;

  constructor(connection: Requests, sink: ObjectSink, onIssues: OnIssues, onChange: () => void, options: ClusterPolicyWatchOptions) {
    const { random, log, wake, now = monotonic } = options;
    this.#connection = connection;
    this.#options = options;
    this.#replica = new Replica(clusterPolicyResource(CLUSTER_POLICY_VERSIONS[0], options), sink, onIssues, onChange);
    this.#recovery = new Recovery('clusterPolicy', new Position(), { random, log, now, wake });
  }

  /** Resolves after the first complete list, or when the server is known to have no CRD. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Empty without a CRD. */
  get health(): readonly KindHealth[] {
    const { count: failures, lastError } = this.#recovery.failures;
    if (this.#watch) return [{ ...this.#watch.health, synced: this.#isSynced }];
    if (failures === 0 || lastError === undefined) return [];
    return [{ kind: 'clusterPolicy', synced: this.#isSynced, connected: false, failures, lastError }];
  }

  /** Resolves after the signal is aborted. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const version = await this.#discover(signal);
        this.#recovery.answered();
        this.#recovery.listed(0);
        if (version === undefined) await this.#absent(signal);
        else await this.#follow(version, signal);
      } catch (error) {
        if (!signal.aborted) await this.#recovery.after(error, signal);
      }
    }
  }

  /** @returns Undefined: the server has no version that the agent reads. */
  async #discover(signal: AbortSignal): Promise<string | undefined> {
    try {
      const path = CLUSTER_POLICY_GROUP;
      const { versions } = groupShape.parse(await this.#connection.json({ path, signal, patience: () => HEADERS_PATIENCE }));
      return CLUSTER_POLICY_VERSIONS.find(known => versions.some(({ version }) => version === known));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async #absent(signal: AbortSignal): Promise<void> {
    this.#misses++;
    // The deletion of a CRD first deletes its objects. Where they are still known, another look confirms the answer.
    if (this.#watch && this.#misses === 1) return this.#untilNextLook(signal);
    this.#watch = undefined;
    this.#replica.replace(new Listing(clusterPolicyResource(CLUSTER_POLICY_VERSIONS[0], this.#options)));
    this.#sync();
    await this.#untilNextLook(signal);
  }

  async #untilNextLook(signal: AbortSignal): Promise<void> {
    const { lookAgainMs = LOOK_AGAIN, random } = this.#options;
    await pause(lookAgainMs * (1 + random()), signal);
  }

  async #follow(version: string, signal: AbortSignal): Promise<void> {
    this.#misses = 0;
    this.#watch = new KindWatch(clusterPolicyResource(version, this.#options), this.#connection, this.#replica, {
      ...this.#options,
      endsOn: isAbsent,
    });
    void this.#watch.synced.then(() => this.#sync());
    await this.#watch.run(signal);
    await pause(retryDelay(1, this.#options.random), signal);
  }

  #sync(): void {
    this.#isSynced = true;
    this.#synced.resolve();
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404 && error.reason === 'NotFound';
}
