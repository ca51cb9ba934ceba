/** The simulated exports of computenetwork.dll and vmcompute.dll, and their results. */
import type { HcnFunction } from '../../hns/transport/transport.ts';
import { errorRecord, type Hresult, hresultOf } from './hresult.ts';

export type Kind = 'Endpoint' | 'Network' | 'Namespace';

/** Functions that only the self-test calls, to create and remove its own objects. */
export type LifeCycleFunction = `HcnCreate${Kind}` | `HcnDelete${Kind}` | 'HcnModifyNamespace';

/** `HcnOpen…` and `HcnCreate…` take a GUID and return a handle. `HcnDelete…` takes a GUID. All other functions for one object take its handle. */
export type NativeFunction = HcnFunction | LifeCycleFunction | `HcnOpen${Kind}` | `HcnClose${Kind}`;

/** The result of a native call. A failure has a code, usually a record, and no result. A success has no record (docs/reference/hns-api.md §8.1 A3–A5). */
export interface Answer {
  /** Unsigned 32 bit. 0 is S_OK. */
  readonly hresult: number;
  /** Error record as JSON text. `''` stands for NULL. */
  readonly record: string;
  /** The output string or handle. `''` stands for NULL. */
  readonly result: string;
}

export function success(result: string): Answer {
  return { hresult: 0, record: '', result };
}

/** Failures without a record. HNS writes a record only for a call that it received and parsed. */
const WITHOUT_RECORD: ReadonlySet<Hresult> = new Set<Hresult>([
  'RPC_S_SERVER_UNAVAILABLE',
  'RPC_S_CALL_FAILED',
  'RPC_S_CALL_FAILED_DNE',
  'ERROR_SERVICE_NOT_ACTIVE',
  'E_ACCESSDENIED',
  'E_HANDLE',
]);

export function failure(name: Hresult, detail = ''): Answer {
  return { hresult: hresultOf(name), record: WITHOUT_RECORD.has(name) ? '' : errorRecord(name, detail), result: '' };
}
