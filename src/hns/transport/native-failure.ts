/** The failure of a native call as the bridge reports it (windows/HnsPolicy.Bridge/EdgeEntry.cs). Both native transports read it. */
import { HnsError, hnsErrorOf } from './hns-error.ts';

export interface NativeFailure {
  /** The export that failed. `''` if the bridge could not read the request. */
  readonly function: string;
  /** For instance `0x803b000d`. */
  readonly hresult: string;
  /** `''` for an unknown number. */
  readonly hresultName: string;
  /** HNS's error record as received (JSON text). `''` if there is none. */
  readonly record: string;
  /** For people, if HNS was not reached. Otherwise `''`. */
  readonly message: string;
}

export function isNativeFailure(value: unknown): value is NativeFailure {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const texts = ['function', 'hresult', 'hresultName', 'record', 'message'].every(name => typeof fields[name] === 'string');
  return texts && /^0x[0-9a-f]{8}$/i.test(String(fields.hresult));
}

/** Converts the failure to an error, classified by its number. */
export function nativeError({ function: name, hresult, record, message }: NativeFailure): HnsError {
  const error = hnsErrorOf(name, Number(hresult) || errorCodeOf(record), record);
  if (message === '') return error;
  return new HnsError(error.code, { function: name, hresult: Number(hresult), record }, `${error.message}: ${message}`);
}

/** A record with S_OK is a failure too (docs/reference/hns-api.md §1.1), and then only the record has the number. */
function errorCodeOf(record: string): number {
  return Number(/"ErrorCode"\s*:\s*(\d+)/.exec(record)?.[1] ?? 0);
}
