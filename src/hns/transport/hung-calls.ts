/**
 * Protection from calls that HNS does not answer (docs/reference/hns-api.md §8.6). A native call cannot be cancelled, and each hung call holds
 * one of the few threads. `Deadline` frees the caller. `sparing` does not repeat a hung call, so one object cannot use up the threads.
 */
import { HnsError } from './hns-error.ts';
import type { HcnFunction, Transport } from './transport.ts';

/** Sets a deadline on every call of a transport. */
export class Deadline implements Transport {
  readonly #transport: Transport;
  readonly #milliseconds: number;
  #hung = 0;

  constructor(transport: Transport, milliseconds: number) {
    this.#transport = transport;
    this.#milliseconds = milliseconds;
  }

  /** Calls that timed out and are still running. Each may hold a thread, and a Modify may still take effect. */
  get hung(): number {
    return this.#hung;
  }

  /** @throws HnsError `timeout` after the deadline. A later answer is dropped. */
  call(name: HcnFunction, id: string, document: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        this.#hung++;
        const message = `${name}${id && ` ${id}`}: no answer within ${this.#milliseconds} ms`;
        reject(new HnsError('timeout', { function: name }, message));
      }, this.#milliseconds);
      const settled = () => {
        clearTimeout(timer);
        if (late) this.#hung--;
      };
      // The async function turns an exception of the transport into a rejection.
      const answer = (async () => this.#transport.call(name, id, document))();
      answer.finally(settled).then(resolve, reject);
    });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** The call was not made, because the same call for the same object is hung. */
export class SparedError extends HnsError {
  constructor(name: HcnFunction, id: string) {
    super('timeout', { function: name }, `${name} ${id}: not tried, an earlier call has not returned yet`);
  }
}

/** This many enumerations may hang before new ones are rejected. Only enumerations find new endpoints. */
const FREE_ENUMERATIONS = 2;

/**
 * Rejects a call while an earlier call of the same function for the same id is hung, that is, has been running for longer than `limitMs`. HNS
 * may recover without answering the old call, so one new call is made after ten times the limit, and the next after a hundred times. Other
 * functions for the same id are not affected: a network whose Modify is hung can still be read.
 */
export function sparing(transport: Transport, limitMs: number): Transport {
  /** Start times of running calls by function and id, in monotonic milliseconds. */
  const out = new Map<string, number[]>();
  return {
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      const key = `${name} ${id}`;
      const now = performance.now();
      const hung = (out.get(key) ?? []).filter(since => now - since > limitMs);
      const counted = hung.length - (id === '' ? FREE_ENUMERATIONS : 0);
      if (counted > 0 && now - Math.max(...hung) < limitMs * 10 ** counted) {
        throw new SparedError(name, id);
      }
      out.set(key, [...(out.get(key) ?? []), now]);
      try {
        return await transport.call(name, id, document);
      } finally {
        const rest = out.get(key)!.filter((_, index, all) => index !== all.indexOf(now));
        if (rest.length > 0) out.set(key, rest);
        else out.delete(key);
      }
    },
    close: () => transport.close(),
  };
}
