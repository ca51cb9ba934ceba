/** Calls of HNS between an agent's process and its parent. */
import type { HcnFunction } from '../../../src/hns/transport/transport.ts';

export interface HnsRequest {
  readonly number: number;
  readonly name: HcnFunction;
  readonly id: string;
  readonly document: string;
}

export interface HnsAnswer {
  readonly number: number;
  readonly result?: string;
  readonly error?: string;
}
