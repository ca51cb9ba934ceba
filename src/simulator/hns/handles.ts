/** Open handles. A handle that nobody closes does no harm (A8); one whose object is gone, or that is none, fails whatever is tried with it. */
import { type Hresult, Refusal } from './hresult.ts';
import type { Kind } from './native.ts';

export interface Handle {
  readonly kind: Kind;
  /** Lower case. */
  readonly id: string;
  /** The object as it was at Open: an object made anew under the same id is another one. */
  readonly object: object;
}

export class Handles {
  readonly #open = new Map<string, Handle>();
  /** Handles up to this one are of a service that stopped. */
  #lost = 0;
  #count = 0;

  /** @returns The handle as decimal text, never used before. */
  open(handle: Handle): string {
    const text = String(++this.#count);
    this.#open.set(text, handle);
    return text;
  }

  /** @param bad Code for what is no open handle. */
  get(text: string, kind: Kind, bad: Hresult): Handle {
    const handle = this.#open.get(text);
    if (handle?.kind === kind) return handle;
    throw new Refusal(isBefore(text, this.#lost) ? 'RPC_S_CALL_FAILED_DNE' : bad);
  }

  close(text: string, kind: Kind, bad: Hresult): void {
    this.get(text, kind, bad);
    this.#open.delete(text);
  }

  /** The id behind a handle, for the log; undefined for none. */
  idOf(text: string): string | undefined {
    return this.#open.get(text)?.id;
  }

  /** The service stopped: what was open leads nowhere. */
  invalidate(): void {
    this.#lost = this.#count;
    this.#open.clear();
  }
}

function isBefore(text: string, last: number): boolean {
  return /^[1-9]\d*$/.test(text) && Number(text) <= last;
}
