/** The error of an HNS call. One function classifies it by its number. Code checks `code`, never the text. */

export const HNS_ERROR_CODES = ['not-found', 'access-denied', 'timeout', 'unavailable', 'rejected'] as const;
export type HnsErrorCode = (typeof HNS_ERROR_CODES)[number];

export interface HnsErrorDetail {
  /** The native call, for instance `HcnModifyEndpoint`. */
  readonly function: string;
  /** Unsigned 32 bits. Absent if the call never returned. */
  readonly hresult?: number;
  /** HNS's error record as received (JSON text). `''` if there is none. */
  readonly record?: string;
  readonly cause?: unknown;
}

export class HnsError extends Error {
  readonly code: HnsErrorCode;
  readonly function: string;
  readonly hresult: number | undefined;
  readonly record: string;

  constructor(code: HnsErrorCode, detail: HnsErrorDetail, message = describe(code, detail)) {
    super(message, { cause: detail.cause });
    this.name = 'HnsError';
    this.code = code;
    this.function = detail.function;
    this.hresult = detail.hresult;
    this.record = detail.record ?? '';
  }
}

// HCN_E_* and Win32 codes that the agent handles (docs/reference/hns-api.md §2.10). Every other failure is 'rejected'.
const NAMES: Readonly<Record<number, readonly [name: string, code: HnsErrorCode]>> = {
  2151350273: ['HCN_E_NETWORK_NOT_FOUND', 'not-found'],
  2151350274: ['HCN_E_ENDPOINT_NOT_FOUND', 'not-found'],
  2151350280: ['HCN_E_POLICY_NOT_FOUND', 'not-found'],
  2151350321: ['HCN_E_OBJECT_USED_AFTER_UNLOAD', 'not-found'],
  2147943568: ['ERROR_NOT_FOUND', 'not-found'],
  2147942405: ['E_ACCESSDENIED', 'access-denied'],
  2147944122: ['RPC_S_SERVER_UNAVAILABLE', 'unavailable'],
  2147944126: ['RPC_S_CALL_FAILED', 'unavailable'],
  2147944127: ['RPC_S_CALL_FAILED_DNE', 'unavailable'],
  2147943462: ['ERROR_SERVICE_NOT_ACTIVE', 'unavailable'],
  2151350279: ['HCN_E_PORT_NOT_FOUND', 'unavailable'],
  2151350304: ['HCN_E_MANAGER_STOPPED', 'unavailable'],
  2151350285: ['HCN_E_INVALID_POLICY', 'rejected'],
  2151350286: ['HCN_E_INVALID_POLICY_TYPE', 'rejected'],
  2151350287: ['HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION', 'rejected'],
  2151350290: ['HCN_E_POLICY_ALREADY_EXISTS', 'rejected'],
  2151350293: ['HCN_E_REQUEST_UNSUPPORTED', 'rejected'],
  2151350295: ['HCN_E_DEGRADED_OPERATION', 'rejected'],
  2151350299: ['HCN_E_INVALID_JSON', 'rejected'],
  2151350300: ['HCN_E_INVALID_JSON_REFERENCE', 'rejected'],
  2151350316: ['HCN_E_ENTITY_HAS_REFERENCES', 'rejected'],
  2151350319: ['HCN_E_ADDR_INVALID_OR_RESERVED', 'rejected'],
  2151350324: ['HCN_E_ENDPOINT_NOT_ATTACHED', 'rejected'],
  2151350325: ['HCN_E_ENDPOINT_NOT_LOCAL', 'rejected'],
  2147942487: ['E_INVALIDARG', 'rejected'],
  2147500033: ['E_NOTIMPL', 'rejected'],
};

/** The known names of HRESULTs. */
export const HRESULT_NAMES: readonly string[] = Object.values(NAMES).map(([name]) => name);

/** HNS understood the call and rejects its content, so the same content fails again. */
const PERMANENT: ReadonlySet<string | undefined> = new Set([
  'HCN_E_INVALID_POLICY',
  'HCN_E_INVALID_POLICY_TYPE',
  'HCN_E_POLICY_ALREADY_EXISTS',
  'HCN_E_REQUEST_UNSUPPORTED',
  'HCN_E_INVALID_JSON',
  'HCN_E_INVALID_JSON_REFERENCE',
  'HCN_E_ADDR_INVALID_OR_RESERVED',
  'E_INVALIDARG',
  'E_NOTIMPL',
]);

/** The HRESULT is one of those that reject the content of a call for good. False for time-outs, for missing objects and for a busy HNS. */
export function isPermanent({ hresult }: HnsError): boolean {
  return hresult !== undefined && PERMANENT.has(hresultName(hresult));
}

/** Builds the error for a failing HRESULT, signed or unsigned. */
export function hnsErrorOf(name: string, hresult: number, record = ''): HnsError {
  const unsigned = hresult >>> 0;
  return new HnsError(NAMES[unsigned]?.[1] ?? 'rejected', { function: name, hresult: unsigned, record });
}

/** For instance `HCN_E_INVALID_POLICY`. Undefined for an unknown number. */
export function hresultName(hresult: number): string | undefined {
  return NAMES[hresult >>> 0]?.[0];
}

function describe(code: HnsErrorCode, detail: HnsErrorDetail): string {
  if (detail.hresult === undefined) return `${detail.function}: ${code}`;
  const hex = `0x${(detail.hresult >>> 0).toString(16).padStart(8, '0')}`;
  return `${detail.function} failed: ${hex} ${hresultName(detail.hresult) ?? 'unknown HRESULT'}${detail.record ? ` ${detail.record}` : ''}`;
}
