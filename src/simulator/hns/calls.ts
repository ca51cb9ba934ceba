/** The log of calls to the simulated HNS, used by tests and the benchmark. */
import type { NativeFunction } from './native.ts';

export interface CallSite {
  readonly name: NativeFunction;
  /** GUID of the object in lower case. Method and path for HNSCall. `''` for Enumerate. */
  readonly id: string;
}

export interface CallRecord extends CallSite {
  /** Counts from 1. */
  readonly number: number;
  /** Query, Settings or v1 request as sent. */
  readonly document: string;
  /** UTF-8 bytes of the document. */
  readonly bytesIn: number;
  /** UTF-8 bytes of result and record. */
  readonly bytesOut: number;
  /** Undefined while the call has not returned. */
  readonly hresult: number | undefined;
}

/** True for Open and Close, which are parts of another call. */
export function isPart(name: NativeFunction): boolean {
  return /^Hcn(Open|Close)/.test(name);
}

/** True for a call that requests a change, even if the call failed. */
export function isWrite({ name, id }: CallSite): boolean {
  return /^Hcn(Create|Modify|Delete)/.test(name) || (name === 'HNSCall' && !id.startsWith('GET '));
}
