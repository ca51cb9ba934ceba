/** The exports of computenetwork.dll and vmcompute.dll that the simulator answers, and the form of an answer at that boundary. */
import type { HcnFunction } from '../../hns/transport/transport.ts';
import { errorRecord, type Hresult, hresultOf } from './hresult.ts';

export type Kind = 'Endpoint' | 'Network' | 'Namespace';

/** What the agent never calls; the self-test makes its own objects with it. */
export type LifeCycleFunction = `HcnCreate${Kind}` | `HcnDelete${Kind}` | 'HcnModifyNamespace';

/** `HcnOpen…` takes a GUID and gives a handle, as `HcnCreate…` does; `HcnDelete…` takes a GUID; everything else about one object takes the handle. */
export type NativeFunction = HcnFunction | LifeCycleFunction | `HcnOpen${Kind}` | `HcnClose${Kind}`;

/** What one export returns. A failure has a code and usually a record, and no result; a success no record (docs/reference/hns-api.md §8.1 A3–A5). */
export interface Answer {
  /** Unsigned 32 bit; 0 is S_OK. */
  readonly hresult: number;
  /** Error record, JSON text; `''` for NULL. */
  readonly record: string;
  /** The out string or handle; `''` for NULL. */
  readonly result: string;
}

export function success(result: string): Answer {
  return { hresult: 0, record: '', result };
}

/** HNS writes a record only where it was reached and understood the call; RPC and access failures come without. */
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
