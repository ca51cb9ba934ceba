/**
 * Calls that HNS does not answer (docs/reference/hns-api.md §8.6). A native call cannot be cancelled, and each hung one keeps one of the few threads that make calls.
 * `Deadline` frees the caller. `sparing` does not repeat a hung call, so that it cannot take the threads of the others.
 */
import { HnsError } from './hns-error.ts';
import type { HcnFunction, Transport } from './transport.ts';

/** A deadline on every call of a transport. */
export class Deadline implements Transport {
  readonly #transport: Transport;
  readonly #milliseconds: number;
  #hung = 0;

  constructor(transport: Transport, milliseconds: number) {
    this.#transport = transport;
    this.#milliseconds = milliseconds;
  }

  /** Calls that timed out and are still unanswered. Each may keep a thread, and a Modify among them may yet take effect. */
  get hung(): number {
    return this.#hung;
  }

  /** @throws HnsError `timeout` when the deadline has passed. A later answer is dropped. */
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
      // An async function, so that a transport that throws at once is no different from one that rejects.
      const answer = (async () => this.#transport.call(name, id, document))();
      answer.finally(settled).then(resolve, reject);
    });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** Not tried, since the same call for the same object is hung. */
export class SparedError extends HnsError {
  constructor(name: HcnFunction, id: string) {
    super('timeout', { function: name }, `${name} ${id}: not tried, an earlier call has not come back yet`);
  }
}

/** Enumerations may hang so often before they are spared: new endpoints are found by no other call. */
const FREE_ENUMERATIONS = 2;

/**
 * The transport, rejecting a call while an earlier call of the same function for the same id is hung, that is, has been out for longer than `limitMs`.
 * HNS may recover without answering the old call, so one new call passes after ten times the limit and the next after a hundred times. Other
 * functions for the same id pass: a network whose Modify is hung can still be read.
 */
export function sparing(transport: Transport, limitMs: number): Transport {
  /** By function and id, the start times of the calls that are out, in monotonic milliseconds. */
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
