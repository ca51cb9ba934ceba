/** A deadline on every call of a transport: HNS has been seen to never answer (docs/reference/hns-api.md §8.6), and one hung call must not hold up the others. */
import { HnsError } from './hns-error.ts';
import type { HcnFunction, Transport } from './transport.ts';

export class Deadline implements Transport {
  readonly #transport: Transport;
  readonly #milliseconds: number;
  #hung = 0;

  constructor(transport: Transport, milliseconds: number) {
    this.#transport = transport;
    this.#milliseconds = milliseconds;
  }

  /** Calls given up that HNS has still not answered; each may hold a thread, and a Modify among them may yet take effect. */
  get hung(): number {
    return this.#hung;
  }

  /** @throws HnsError `timeout` when the deadline has passed; what the call answers later goes nowhere. */
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
