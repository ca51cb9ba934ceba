/**
 * Removes the sets that Azure NPM left, in the background, when every endpoint is in sync. Unused sets are harmless, so failures are only logged
 * and retried.
 */

import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import type { HnsClient } from '../../hns/client.ts';
import type { HnsNetwork } from '../../hns/document/schema.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';
import { errorFields } from '../error-fields.ts';
import type { Log } from '../log.ts';
import type { NodeView } from './outcome.ts';
import { hasLeftoverSets, removeLeftoverSets } from './set-removal.ts';

export interface SetSweepOptions {
  readonly client: HnsClient;
  readonly log: Log;
  readonly dryRun: boolean;
  readonly mayWrite: () => boolean;
  readonly backoff: BackoffOptions;
}

const SETS = 'sets';

export class SetSweep {
  readonly #options: SetSweepOptions;
  readonly #backoff: Backoff;
  #running: Promise<void> | undefined;
  /** Network documents that were read before their sets were removed. */
  readonly #swept = new WeakSet<HnsNetwork>();
  /** The last log line. */
  #said = '';

  constructor(options: SetSweepOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  after({ complete, networks }: Pick<NodeView, 'complete' | 'networks'>): void {
    const due = networks.filter(network => !this.#swept.has(network) && hasLeftoverSets(network));
    if (due.length === 0 || this.#running) return;
    const { dryRun, mayWrite } = this.#options;
    if (dryRun) this.#say('info', 'Azure NPM sets would be removed', { networks: due.map(({ Name }) => Name) });
    if (!complete || !mayWrite() || !this.#backoff.mayTry(SETS)) return;
    this.#running = this.#sweep(due).finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when no removal runs. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #sweep(networks: readonly HnsNetwork[]): Promise<void> {
    const { client, log, mayWrite } = this.#options;
    try {
      const { namedBy, removed } = await removeLeftoverSets(client, networks, mayWrite);
      for (const [network, sets] of removed) log.info('Azure NPM sets removed', { network, sets });
      if (namedBy.length === 0) {
        this.#backoff.forget(SETS);
        for (const network of networks) this.#swept.add(network);
        this.#said = '';
        return;
      }
      this.#say('info', 'Azure NPM sets kept: endpoint ACLs reference them', { endpoints: namedBy });
    } catch (error) {
      const fields = error instanceof HnsError ? errorFields(error) : { error: String(error) };
      this.#say('warn', 'Azure NPM sets not removed, will retry', fields);
    }
    this.#backoff.failed(SETS);
  }

  #say(level: 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>): void {
    const text = JSON.stringify([message, fields]);
    if (text !== this.#said) this.#options.log[level](message, fields);
    this.#said = text;
  }
}
