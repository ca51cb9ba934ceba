/**
 * Spares a transport that hangs. A native call cannot be taken back, and each one that hangs holds one of the few threads that run them: an
 * object that never answers must not be asked again and again until no thread is left for the others.
 */
import { HnsError } from './hns-error.ts';
import type { HcnFunction, Transport } from './transport.ts';

/** Not tried, since an earlier call for the same object hangs. */
export class SparedError extends HnsError {
  constructor(name: HcnFunction, id: string) {
    super('timeout', { function: name }, `${name} ${id}: not tried, an earlier call has not come back yet`);
  }
}

/**
 * The transport, refusing calls for an id while an earlier one for the same id hangs, that is, has been out for longer than `limitMs`. Since
 * HNS may be well again without ever answering the old call, a new one is let through after ten times the limit, the next after a hundred.
 */
export function sparing(transport: Transport, limitMs: number): Transport {
  /** By id, when the calls that are out began; milliseconds since the epoch. */
  const out = new Map<string, number[]>();
  return {
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      const now = Date.now();
      const hanging = (out.get(id) ?? []).filter(since => now - since > limitMs);
      if (hanging.length > 0 && now - Math.max(...hanging) < limitMs * 10 ** hanging.length) {
        throw new SparedError(name, id);
      }
      out.set(id, [...(out.get(id) ?? []), now]);
      try {
        return await transport.call(name, id, document);
      } finally {
        const rest = out.get(id)!.filter((_, index, all) => index !== all.indexOf(now));
        if (rest.length > 0) out.set(id, rest);
        else out.delete(id);
      }
    },
    close: () => transport.close(),
  };
}
