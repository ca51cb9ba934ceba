/**
 * The only interface to HNS: HCN's call names, JSON text in, JSON text out. A transport contains no policy logic and parses no JSON.
 * Implementations: edge.ts, powershell.ts and, in a clone, the simulator.
 */

/**
 * Each call is named after the export that does the work. On Windows each `…Properties` and `Modify…` call is Open, the call, Close
 * (docs/reference/hns-api.md §1.2). `HNSCall` belongs to vmcompute. Its id is method and path (`GET /globals/version`), its answer the v1 envelope.
 * `HnsServiceProcess` reads the process id of HNS from the service control manager (docs/reference/hns-api.md §1.5): `{"ProcessId":1234}`.
 */
export const HCN_FUNCTIONS = [
  'HcnEnumerateEndpoints',
  'HcnQueryEndpointProperties',
  'HcnModifyEndpoint',
  'HcnEnumerateNetworks',
  'HcnQueryNetworkProperties',
  'HcnModifyNetwork',
  'HcnEnumerateNamespaces',
  'HcnQueryNamespaceProperties',
  'HNSCall',
  'HnsServiceProcess',
] as const;
export type HcnFunction = (typeof HCN_FUNCTIONS)[number];

export interface Transport {
  /**
   * @param id GUID of the object. `''` for Enumerate calls.
   * @param document Query or Settings as JSON text. `''` is the default query.
   * @returns HNS's JSON text. `''` if the call has no result (Modify).
   * @throws HnsError if HNS rejects the call, is unreachable or does not answer.
   */
  call(name: HcnFunction, id: string, document: string): Promise<string>;
  /** Frees all resources. Calls after it fail. */
  close(): Promise<void>;
}
