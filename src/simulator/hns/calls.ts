/** What callers asked of the simulated HNS, for tests that count and for the benchmark. */
import type { NativeFunction } from './native.ts';

export interface CallSite {
  readonly name: NativeFunction;
  /** GUID of the object in lower case; method and path for HNSCall; `''` for Enumerate. */
  readonly id: string;
}

export interface CallRecord extends CallSite {
  /** From 1. */
  readonly number: number;
  /** Query, Settings or v1 request as sent. */
  readonly document: string;
  /** UTF-8 bytes of it. */
  readonly bytesIn: number;
  /** UTF-8 bytes of result and record. */
  readonly bytesOut: number;
  /** Undefined while the call has not returned. */
  readonly hresult: number | undefined;
}

/**
 * Not counted, and met only by a fault that names it: Open and Close, which belong to another call, and the query for the process id, which the
 * service control manager answers.
 */
export function isUncounted(name: NativeFunction): boolean {
  return /^Hcn(Open|Close)/.test(name) || name === 'HnsServiceProcess';
}

/** Whether the call asks HNS to change something, whatever came of it. */
export function isWrite({ name, id }: CallSite): boolean {
  return /^Hcn(Create|Modify|Delete)/.test(name) || (name === 'HNSCall' && !id.startsWith('GET '));
}
