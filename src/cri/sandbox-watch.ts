/** Follows the pod sandboxes of the node: by lists at intervals, and by the runtime's events where a second receiver does no harm. */
import { type CriClient, connectCri } from './client.ts';
import { type Clock, MONOTONIC } from './clock.ts';
import { CriError, criError } from './cri-error.ts';
import type { CriHealth } from './cri-health.ts';
import { sharesEvents } from './runtime-version.ts';
import type { Sandbox } from './sandbox.ts';
import { SandboxSet } from './sandbox-set.ts';

export interface SandboxWatchOptions {
  /** See `criTarget`. Empty: off. */
  readonly endpoint: string;
  /**
   * Returns if a new sandbox is expected soon: a local pod has no ready sandbox, or its ready sandbox has no endpoint. Asked after each list and by
   * `reconsider()`.
   */
  readonly urgent: () => boolean;
  /** The sandboxes are not what they were. May come often. */
  readonly onChange: () => void;
  readonly onHealth?: (health: CriHealth) => void;
  readonly clock?: Clock;
  readonly connect?: (endpoint: string) => CriClient;
}

const URGENT_MS = 250;
const IDLE_MS = 2_000;
/** From a list to the next one that an event asks for. */
const EVENT_MS = 50;
/** The pause after a list, in multiples of its duration: listing takes at most a fifth of the time. */
const PAUSE_FACTOR = 4;
const RESTART_MS = 60_000;

export class SandboxWatch {
  readonly #options: SandboxWatchOptions;
  readonly #clock: Clock;
  readonly #set: SandboxSet;
  readonly #firstAttempt = Promise.withResolvers<void>();
  #health: CriHealth;
  #client: CriClient | undefined;
  #runtime = '';
  #hasEvents = false;
  /** An event came after the last list began. */
  #eventCame = false;
  #lastDuration = 0;
  #lastEnd = 0;
  /** When the server last answered; undefined: never. */
  #lastAnswer: number | undefined;
  #failure: CriError | undefined;
  #state: 'new' | 'waiting' | 'listing' | 'stopped' = 'new';
  #timer: { readonly cancel: () => void; readonly due: number } | undefined;

  constructor(options: SandboxWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? MONOTONIC;
    this.#set = new SandboxSet(this.#clock, () => {
      options.onChange();
      this.#showHealth();
    });
    this.#health = { state: options.endpoint === '' ? 'off' : 'starting' };
  }

  /** By id. After a failure: the last that were known. The map is never changed; after `onChange` this is another one. */
  get sandboxes(): ReadonlyMap<string, Sandbox> {
    return this.#set.sandboxes;
  }

  get health(): CriHealth {
    return this.#health;
  }

  /** Resolves when the first list and its networks are known, or the first attempt failed; at once if the watch is off. */
  get firstAttempt(): Promise<void> {
    return this.#firstAttempt.promise;
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'waiting';
    if (this.#health.state === 'off') this.#firstAttempt.resolve();
    else void this.#list();
  }

  /** To be called when `urgent` may have become true: the next list then comes sooner. */
  reconsider(): void {
    this.#arm();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#timer?.cancel();
    this.#disconnect();
    this.#firstAttempt.resolve();
  }

  async #list(): Promise<void> {
    this.#state = 'listing';
    this.#eventCame = false;
    const begun = this.#clock.now();
    try {
      this.#client ??= await this.#connect();
      const { sandboxes, unreadable } = await this.#client.sandboxes();
      if (this.#isStopped) return;
      this.#lastAnswer = this.#clock.now();
      this.#failure = unreadable > 0 ? new CriError('garbage', `${unreadable} listed sandboxes cannot be read`) : undefined;
      this.#set.replace(sandboxes);
      if (this.#client) this.#set.ask(this.#client);
    } catch (error) {
      this.#failure = criError(error);
      this.#disconnect();
    }
    if (this.#isStopped) return;
    this.#lastEnd = this.#clock.now();
    this.#lastDuration = this.#lastEnd - begun;
    this.#state = 'waiting';
    this.#showHealth();
    this.#arm();
    void this.#set.settled().then(this.#firstAttempt.resolve);
  }

  /** The version is asked for at each connection: another version may have been installed since the last. */
  async #connect(): Promise<CriClient> {
    const { connect = connectCri, endpoint } = this.#options;
    const client = connect(endpoint);
    try {
      const version = await client.version();
      this.#runtime = `${version.name} ${version.version}`;
      // Before the list, so that no change falls between the two.
      if (sharesEvents(version) && !this.#isStopped) this.#follow(client);
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  #follow(client: CriClient): void {
    this.#hasEvents = true;
    client.events(
      () => {
        this.#eventCame = true;
        this.#arm();
      },
      ({ reason }) => {
        this.#hasEvents = false;
        if (reason === 'missing' && this.#client === client) this.#disconnect();
        this.#showHealth();
        this.#arm();
      },
    );
  }

  #disconnect(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#hasEvents = false;
  }

  /** Sets the timer for the next list. */
  #arm(): void {
    if (this.#state !== 'waiting') return;
    const due = this.#lastEnd + Math.max(this.#pause(), PAUSE_FACTOR * this.#lastDuration);
    if (this.#timer?.due === due) return;
    this.#timer?.cancel();
    const cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), () => {
      this.#timer = undefined;
      void this.#list();
    });
    this.#timer = { cancel, due };
  }

  #pause(): number {
    if (this.#failure) return IDLE_MS;
    if (this.#eventCame) return EVENT_MS;
    return !this.#hasEvents && this.#options.urgent() ? URGENT_MS : IDLE_MS;
  }

  get #isStopped(): boolean {
    return this.#state === 'stopped';
  }

  #showHealth(): void {
    const health = this.#healthNow();
    if (JSON.stringify(health) === JSON.stringify(this.#health)) return;
    this.#health = health;
    this.#options.onHealth?.(health);
  }

  #healthNow(): CriHealth {
    const error = this.#failure ?? this.#set.trouble;
    if (!error) {
      return this.#lastAnswer === undefined ? this.#health : { state: 'connected', runtime: this.#runtime, events: this.#hasEvents };
    }
    return { state: 'failing', reason: this.#reasonOf(error), message: error.message };
  }

  #reasonOf({ reason }: CriError): Extract<CriHealth, { state: 'failing' }>['reason'] {
    if (reason === 'gone') return 'rejects';
    const wasThere = this.#lastAnswer !== undefined && this.#clock.now() - this.#lastAnswer < RESTART_MS;
    return reason === 'missing' && wasThere ? 'restarts' : reason;
  }
}
