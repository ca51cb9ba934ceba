/** What the bridge answers where a call failed (windows/HnsPolicy.Bridge/EdgeEntry.cs), to be read the same whatever brings it here. */
import { HnsError, hnsErrorOf } from './hns-error.ts';

export interface NativeFailure {
  /** The export that failed; `''` where not even the request was understood. */
  readonly function: string;
  /** `0x803b000d`. */
  readonly hresult: string;
  /** `''` for a number without a known name. */
  readonly hresultName: string;
  /** HNS's error record, JSON text as received; `''` when there was none. */
  readonly record: string;
  /** For people, where HNS was not reached at all; otherwise `''`. */
  readonly message: string;
}

export function isNativeFailure(value: unknown): value is NativeFailure {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const texts = ['function', 'hresult', 'hresultName', 'record', 'message'].every(name => typeof fields[name] === 'string');
  return texts && /^0x[0-9a-f]{8}$/i.test(String(fields.hresult));
}

/** The error, classified by its number. */
export function nativeError({ function: name, hresult, record, message }: NativeFailure): HnsError {
  const error = hnsErrorOf(name, Number(hresult) || errorCodeOf(record), record);
  if (message === '') return error;
  return new HnsError(error.code, { function: name, hresult: Number(hresult), record }, `${error.message}: ${message}`);
}

/** A record that comes with S_OK is a failure too (docs/reference/hns-api.md §1.1), and then the only place with a number. */
function errorCodeOf(record: string): number {
  return Number(/"ErrorCode"\s*:\s*(\d+)/.exec(record)?.[1] ?? 0);
}
