/** Logs endpoints that belong to a container and to no known pod. Each is logged once, and again after it had an owner. */
import type { Log } from '../log.ts';

export class UnownedLog {
  readonly #log: Log;
  #logged: ReadonlySet<string> = new Set();

  constructor(log: Log) {
    this.#log = log;
  }

  see(endpoints: readonly string[]): void {
    const fresh = endpoints.filter(endpoint => !this.#logged.has(endpoint));
    if (fresh.length > 0)
      this.#log.warn('endpoints of containers belong to no known pod: no policy is enforced there', { endpoints: fresh });
    this.#logged = new Set(endpoints);
  }
}
