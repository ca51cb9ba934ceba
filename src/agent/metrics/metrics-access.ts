/** Decides which bearer tokens may read /metrics, as kube-rbac-proxy does: TokenReview, then SubjectAccessReview for `get` on the path. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ApiRequest } from '../../kube/watch/connection.ts';

export type Verdict = 'allowed' | 'unauthenticated' | 'forbidden';

export interface MetricsAccessOptions {
  /** Sends a request to the API server. @throws any error if there is no answer. */
  readonly send: (request: ApiRequest) => Promise<unknown>;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

/** Milliseconds for which an answer is used again. */
const KEPT = 60_000;
/** Checks in a minute. Two requests each. */
const MOST = 60;
/** Checks in a minute for one client, so that a stranger cannot use up all of them. */
const MOST_OF_CLIENT = 10;
/** Tokens whose repeated check is not limited, so that a flood of other tokens does not stop Prometheus. */
const MOST_KNOWN = 20;
const PATIENCE = 5_000;

const tokenReview = z.object({
  status: z.object({
    authenticated: z.boolean().optional(),
    user: z
      .object({
        username: z.string().min(1),
        uid: z.string().optional(),
        groups: z.array(z.string()).optional(),
        extra: z.record(z.string(), z.array(z.string())).optional(),
      })
      .optional()
      .catch(undefined),
  }),
});
const accessReview = z.object({ status: z.object({ allowed: z.boolean() }) });

interface Entry {
  readonly until: number;
  readonly verdict: Promise<Verdict>;
}

export class MetricsAccess {
  readonly #options: MetricsAccessOptions;
  /** By the hash of the token. */
  readonly #answers = new Map<string, Entry>();
  readonly #known = new Set<string>();
  #checks: readonly { readonly at: number; readonly client: string }[] = [];

  constructor(options: MetricsAccessOptions) {
    this.#options = options;
  }

  /**
   * @param client The client's address.
   * @returns Undefined if there were too many checks in the last minute.
   * @throws Error if the API server does not answer.
   */
  async verdict(token: string, client: string): Promise<Verdict | undefined> {
    const now = this.#options.now();
    for (const [key, { until }] of this.#answers) if (until <= now) this.#answers.delete(key);
    const key = createHash('sha256').update(token).digest('base64');
    const answer = this.#answers.get(key);
    if (answer) return answer.verdict;
    if (!this.#known.has(key) && !this.#takesCheck(client, now)) return undefined;
    const verdict = this.#check(token);
    this.#answers.set(key, { until: now + KEPT, verdict });
    try {
      if ((await verdict) === 'allowed') this.#remember(key);
      else this.#known.delete(key);
    } catch (error) {
      this.#answers.delete(key);
      throw error;
    }
    return verdict;
  }

  #takesCheck(client: string, now: number): boolean {
    this.#checks = this.#checks.filter(({ at }) => at > now - 60_000);
    if (this.#checks.length >= MOST || this.#checks.filter(check => check.client === client).length >= MOST_OF_CLIENT) return false;
    this.#checks = [...this.#checks, { at: now, client }];
    return true;
  }

  #remember(key: string): void {
    this.#known.delete(key);
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN) this.#known.delete(oldest!);
  }

  async #check(token: string): Promise<Verdict> {
    const { status } = tokenReview.parse(await this.#review('authentication.k8s.io', 'TokenReview', { token }));
    if (!status.authenticated || !status.user) return 'unauthenticated';
    const { username: user, uid, groups, extra } = status.user;
    const spec = { user, ...(uid !== undefined && { uid }), ...(groups && { groups }), ...(extra && { extra }) };
    const nonResourceAttributes = { path: '/metrics', verb: 'get' };
    const answer = await this.#review('authorization.k8s.io', 'SubjectAccessReview', { ...spec, nonResourceAttributes });
    return accessReview.parse(answer).status.allowed ? 'allowed' : 'forbidden';
  }

  #review(group: string, kind: string, spec: object): Promise<unknown> {
    const apiVersion = `${group}/v1`;
    const path = `/apis/${apiVersion}/${kind.toLowerCase()}s`;
    return this.#options.send({ method: 'POST', path, body: { apiVersion, kind, spec }, patience: () => PATIENCE });
  }
}
