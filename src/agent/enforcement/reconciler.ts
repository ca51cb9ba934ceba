/** One pass over the node: what every local pod's endpoint holds against what it is to hold, and one Update for each that differs. */

import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import { mapLimit } from '../../async/map-limit.ts';
import { withTimeout } from '../../async/timers.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { Issue, Result } from '../../core/issue.ts';
import { keyOf } from '../../core/model.ts';
import type { PodPolicy } from '../../core/pod-policy.ts';
import type { HnsClient } from '../../hns/client.ts';
import { isOurs } from '../../hns/document/owner.ts';
import type { EndpointPolicy, HnsNetwork } from '../../hns/document/schema.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';
import { apply, change } from './apply.ts';
import { isChosen, match, type NetworkChoice, type Owned } from './match.ts';
import { isDone, isFailing, type Outcome, type Pass } from './outcome.ts';
import { type Wanted, type WantedOptions, wanted } from './wanted.ts';

interface Turn {
  readonly outcome: Outcome;
  readonly issues: readonly Issue[];
}

export interface ReconcilerOptions extends WantedOptions {
  readonly node: string;
  readonly choice: NetworkChoice;
  readonly backoff: BackoffOptions;
  /** Asked before each attempt, and again before its write. */
  readonly mayWrite: () => boolean;
  /** Told of an attempt that ended after its pass. */
  readonly late: (outcome: Outcome) => void;
}

/** As many calls as Node's thread pool runs at a time; more would only wait there with their deadline running. */
const AT_A_TIME = 4;
/** An endpoint that takes longer than this is not waited for: its attempt goes on while the others get theirs. */
const PATIENCE_MS = 2_000;
const LOOK_AGAIN_MS = 1_000;

export class Reconciler {
  readonly #client: HnsClient;
  readonly #cluster: Cluster;
  readonly #options: ReconcilerOptions;
  readonly #backoff: Backoff;
  /** Attempts that are not over, by endpoint. */
  readonly #attempts = new Map<string, Promise<Outcome>>();
  /** What was last found or put in force, by endpoint: only to tell drift from change. What an endpoint holds is read from HNS each time. */
  readonly #inForce = new Map<string, string>();
  /** The compiled pods of the last pass, where it left nothing to do, or nothing that may be done. */
  #done: readonly (Result<PodPolicy> | undefined)[] | undefined;

  constructor(client: HnsClient, cluster: Cluster, options: ReconcilerOptions) {
    this.#client = client;
    this.#cluster = cluster;
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  /** Whether nothing that concerns this node's pods has changed since a pass that left nothing to do, or nothing that it might do. */
  isCurrent(): boolean {
    const now = this.#compiled();
    return this.#done !== undefined && now.length === this.#done.length && now.every((result, index) => result === this.#done![index]);
  }

  /**
   * @param signal Once it is aborted no more writes begin.
   * @throws HnsError when HNS cannot be read at all.
   */
  async pass(signal: AbortSignal): Promise<Pass> {
    const compiled = this.#compiled();
    const networks = await this.#client.networks();
    const { value: endpoints, failures: unreadable } = await this.#client.endpoints();
    this.#forgetAllBut(new Set([...endpoints.map(endpoint => endpoint.ID), ...unreadable.map(({ id }) => id)]));
    const { owned, waiting } = match(endpoints, networks, this.#cluster, this.#options.node, this.#options.choice);
    // What has failed goes last, so that it can delay nobody.
    const order = owned.toSorted((a, b) => this.#backoff.failures(a.endpoint.ID) - this.#backoff.failures(b.endpoint.ID));
    const turns = await mapLimit(order, AT_A_TIME, one => this.#turn(one, networks, signal));
    const outcomes = turns.map(({ outcome }) => outcome);
    const complete = outcomes.every(isDone) && (unreadable.length === 0 || waiting.length === 0);
    this.#done = !outcomes.some(isFailing) && unreadable.length === 0 ? compiled : undefined;
    return {
      networks: networks.filter(network => isChosen(network, this.#options.choice)),
      outcomes,
      unreadable,
      waiting,
      issues: turns.flatMap(turn => turn.issues),
      complete,
      pending: outcomes.filter(({ result }) => result === 'pending').length,
      retryAt: earliest(outcomes.flatMap(outcome => this.#retryAt(outcome) ?? [])),
    };
  }

  /** Resolves when no attempt is going on. */
  async idle(): Promise<void> {
    await Promise.all(this.#attempts.values());
  }

  async #turn(owned: Owned, networks: readonly HnsNetwork[], signal: AbortSignal): Promise<Turn> {
    const { ID: endpoint, Policies: actual = [] } = owned.endpoint;
    const found = this.#found(owned, actual);
    let want: Wanted;
    try {
      want = wanted(owned, this.#cluster, actual, this.#options);
    } catch (cause) {
      return { outcome: this.#failed(found, cause), issues: [] };
    }
    const differs = change(actual, want) !== undefined;
    const drift = differs && want.from.length === 0 && this.#inForce.get(endpoint) === want.content;
    const outcome: Outcome = { ...asked(found, want), drift };
    const end = (ended: Outcome): Turn => ({ outcome: ended, issues: want.issues });
    if (this.#attempts.has(endpoint)) return end(outcome);
    if (!differs) {
      this.#succeeded(endpoint, want);
      return end({ ...outcome, result: 'unchanged' });
    }
    if (!this.#options.mayWrite()) return end({ ...outcome, result: 'pending' });
    if (signal.aborted || !this.#backoff.mayTry(endpoint, want.content)) return end(outcome);
    const attempt = this.#attempt(owned, networks, outcome, signal).then(ended => ({ ...ended, at: Date.now() }));
    this.#attempts.set(endpoint, attempt);
    void attempt.then(() => this.#attempts.delete(endpoint));
    const ended = await withTimeout(attempt, PATIENCE_MS);
    if (!ended) void attempt.then(this.#options.late);
    return end(ended ?? outcome);
  }

  /** Never rejects. */
  async #attempt(owned: Owned, networks: readonly HnsNetwork[], outcome: Outcome, signal: AbortSignal): Promise<Outcome> {
    const { endpoint } = outcome;
    let want: Wanted | undefined;
    let mayWrite = true;
    try {
      const sent = await apply(this.#client, endpoint, actual => {
        mayWrite = !signal.aborted && this.#options.mayWrite();
        want = mayWrite ? this.#wantedNow(owned, networks, actual) : undefined;
        return want;
      });
      if (!want) return { ...outcome, result: mayWrite ? 'gone' : signal.aborted ? 'deferred' : 'pending' };
      this.#succeeded(endpoint, want);
      return { ...asked(outcome, want), result: sent ? 'updated' : 'unchanged' };
    } catch (cause) {
      if (cause instanceof HnsError && cause.code === 'not-found') return { ...outcome, result: 'gone' };
      return this.#failed(outcome, cause, want?.content);
    }
  }

  /** Whose the endpoint is and what it is to hold, as of now: the state may have moved on since the pass began. */
  #wantedNow({ endpoint }: Owned, networks: readonly HnsNetwork[], actual: readonly EndpointPolicy[]): Wanted | undefined {
    const [owned] = match([endpoint], networks, this.#cluster, this.#options.node, this.#options.choice).owned;
    return owned && wanted(owned, this.#cluster, actual, this.#options);
  }

  #found({ endpoint, pods: [first, ...others] }: Owned, actual: readonly EndpointPolicy[]): Outcome {
    return {
      endpoint: endpoint.ID,
      pods: [keyOf(first), ...others.map(keyOf)],
      result: 'deferred',
      acls: { found: actual.filter(isOurs).length, wanted: 0 },
      content: '',
      isolated: { ingress: false, egress: false },
      policies: [],
      from: [],
      drift: false,
      failures: this.#backoff.failures(endpoint.ID),
      at: Date.now(),
      ...this.#retry(endpoint.ID),
    };
  }

  #failed(outcome: Outcome, cause: unknown, content?: string): Outcome {
    this.#backoff.failed(outcome.endpoint, content);
    const error = cause instanceof HnsError ? cause : new HnsError('rejected', { function: 'HcnModifyEndpoint', cause }, String(cause));
    return { ...outcome, result: 'failed', error, ...this.#retry(outcome.endpoint) };
  }

  #retry(endpoint: string): Pick<Outcome, 'retryAt'> {
    const retryAt = this.#backoff.retryAt(endpoint);
    return retryAt === undefined ? {} : { retryAt };
  }

  #succeeded(endpoint: string, want: Wanted): void {
    this.#backoff.forget(endpoint);
    this.#inForce.set(endpoint, want.content);
  }

  #forgetAllBut(endpoints: ReadonlySet<string>): void {
    this.#backoff.keepOnly(endpoints);
    for (const endpoint of this.#inForce.keys()) if (!endpoints.has(endpoint)) this.#inForce.delete(endpoint);
  }

  #retryAt({ endpoint, result }: Outcome): number | undefined {
    // It may be back under another id by now.
    if (result === 'gone') return Date.now() + LOOK_AGAIN_MS;
    // An attempt that is not over tells when it is; and what may not be tried is not due.
    return this.#attempts.has(endpoint) || result === 'pending' ? undefined : this.#backoff.retryAt(endpoint);
  }

  #compiled(): (Result<PodPolicy> | undefined)[] {
    return this.#cluster.podsOfNode(this.#options.node).map(pod => this.#cluster.compile(keyOf(pod)));
  }
}

/** The outcome, with what the endpoint is to hold. */
function asked(outcome: Outcome, { acls, content, isolated, policies, from }: Wanted): Outcome {
  return { ...outcome, acls: { ...outcome.acls, wanted: acls.length }, content, isolated, policies, from };
}

function earliest(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.min(...times) : undefined;
}
