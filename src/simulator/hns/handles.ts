/** Open handles. A handle that is never closed does no harm (A8). */
import { type Hresult, Rejection } from './hresult.ts';
import type { Kind } from './native.ts';

export interface Handle {
  readonly kind: Kind;
  /** Lower case. */
  readonly id: string;
  /** The object at the time of Open. An object created later under the same id is a different one. */
  readonly object: object;
}

export class Handles {
  readonly #open = new Map<string, Handle>();
  /** Handles up to this number belong to a service that has stopped. */
  #lost = 0;
  #count = 0;

  /** @returns The handle as decimal text. Numbers are never reused. */
  open(handle: Handle): string {
    const text = String(++this.#count);
    this.#open.set(text, handle);
    return text;
  }

  /** @param bad The code for a text that is not an open handle. */
  get(text: string, kind: Kind, bad: Hresult): Handle {
    const handle = this.#open.get(text);
    if (handle?.kind === kind) return handle;
    throw new Rejection(isBefore(text, this.#lost) ? 'RPC_S_CALL_FAILED_DNE' : bad);
  }

  close(text: string, kind: Kind, bad: Hresult): void {
    this.get(text, kind, bad);
    this.#open.delete(text);
  }

  /** The object's id, or undefined if the handle is not open. */
  idOf(text: string): string | undefined {
    return this.#open.get(text)?.id;
  }

  /** The service stopped, so its handles are invalid. */
  invalidate(): void {
    this.#lost = this.#count;
    this.#open.clear();
  }
}

function isBefore(text: string, last: number): boolean {
  return /^[1-9]\d*$/.test(text) && Number(text) <= last;
}
