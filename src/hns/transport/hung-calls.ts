/**
 * Spares a transport that hangs. A native call cannot be taken back, and each one that hangs holds one of the few threads that run them: an
 * object that never answers must not be asked again and again until no thread is left for the others.
 */
import { HnsError } from './hns-error.ts';
import type { HcnFunction, Transport } from './transport.ts';

/** Not tried, since the same call for the same object hangs. */
export class SparedError extends HnsError {
  constructor(name: HcnFunction, id: string) {
    super('timeout', { function: name }, `${name} ${id}: not tried, an earlier call has not come back yet`);
  }
}

/**
 * The transport, rejecting a call while an earlier call of the same function for the same id hangs, that is, has been out for longer than `limitMs`.
 * HNS may recover without answering the old call, so one new call passes after ten times the limit and the next after a hundred times. Other
 * functions for the same id pass: a network whose Modify hangs can still be read.
 */
export function sparing(transport: Transport, limitMs: number): Transport {
  /** By function and id, when the calls that are out began; milliseconds since the epoch. */
  const out = new Map<string, number[]>();
  return {
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      const key = `${name} ${id}`;
      const now = Date.now();
      const hanging = (out.get(key) ?? []).filter(since => now - since > limitMs);
      if (hanging.length > 0 && now - Math.max(...hanging) < limitMs * 10 ** hanging.length) {
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
