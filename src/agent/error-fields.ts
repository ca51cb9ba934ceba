import { type HnsError, hresultName } from '../hns/transport/hns-error.ts';

/** An HNS error as fields of a log line: message, class, and the HRESULT by name, or as 0x… if it has no known name. */
export function errorFields({ code, message, hresult }: HnsError): Readonly<Record<string, unknown>> {
  return { error: message, code, ...(hresult !== undefined && { hresult: hresultName(hresult) ?? `0x${hresult.toString(16)}` }) };
}
