/**
 * The one seam to HNS: HCN's own call names, JSON text in, JSON text out. A transport holds no policy logic and reads no JSON.
 * Implementations: edge.ts, powershell.ts and, in a clone, the simulator.
 */

/**
 * Calls named after the export that does the work; on Windows each `…Properties` and `Modify…` call is Open, the call, Close
 * (docs/reference/hns-api.md §1.2). `HNSCall` is vmcompute's: its id is method and path (`GET /globals/version`), its answer the v1 envelope.
 * `HnsServiceProcess` asks the service control manager for the process id of HNS (docs/reference/hns-api.md §1.5): `{"ProcessId":1234}`.
 */
export type HcnFunction =
  | 'HcnEnumerateEndpoints'
  | 'HcnQueryEndpointProperties'
  | 'HcnModifyEndpoint'
  | 'HcnEnumerateNetworks'
  | 'HcnQueryNetworkProperties'
  | 'HcnModifyNetwork'
  | 'HcnEnumerateNamespaces'
  | 'HcnQueryNamespaceProperties'
  | 'HNSCall'
  | 'HnsServiceProcess';

export interface Transport {
  /**
   * @param id GUID of the object; `''` for Enumerate calls.
   * @param document Query or Settings as JSON text; `''` means the default query.
   * @returns The JSON text HNS wrote; `''` where the call has no result (Modify).
   * @throws HnsError when HNS refuses, cannot be reached or does not answer.
   */
  call(name: HcnFunction, id: string, document: string): Promise<string>;
  /** Frees what the transport holds; calls after it fail. */
  close(): Promise<void>;
}
