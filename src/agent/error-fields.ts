import { type HnsError, hresultName } from '../hns/transport/hns-error.ts';

/** An error of HNS as fields of a log line: its words, its class, and the HRESULT by name, or as 0x… where it has none. */
export function errorFields({ code, message, hresult }: HnsError): Readonly<Record<string, unknown>> {
  return { error: message, code, ...(hresult !== undefined && { hresult: hresultName(hresult) ?? `0x${hresult.toString(16)}` }) };
}
