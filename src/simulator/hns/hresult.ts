/** HRESULTs of the simulated HNS, with the messages of their error records (docs/reference/hns-api.md §2.9, §2.10). */

const TABLE = {
  S_OK: [0, ''],
  E_NOTIMPL: [0x80004001, 'Not implemented'],
  E_ACCESSDENIED: [0x80070005, 'Access is denied.'],
  E_HANDLE: [0x80070006, 'The handle is invalid.'],
  // The error for data persisted by another build of HNS. Its message is misleading (docs/reference/hns-api.md §8.6, F6).
  ERROR_WRONG_DISK: [0x80070022, 'The wrong diskette is in the drive.'],
  E_INVALIDARG: [0x80070057, 'The parameter is incorrect.'],
  ERROR_ALREADY_EXISTS: [0x800700b7, 'Cannot create a file when that file already exists.'],
  ERROR_SERVICE_NOT_ACTIVE: [0x80070426, 'The service has not been started.'],
  ERROR_NOT_FOUND: [0x80070490, 'Element not found.'],
  RPC_S_SERVER_UNAVAILABLE: [0x800706ba, 'The RPC server is unavailable.'],
  RPC_S_CALL_FAILED: [0x800706be, 'The remote procedure call failed.'],
  RPC_S_CALL_FAILED_DNE: [0x800706bf, 'The remote procedure call failed and did not execute.'],
  HCN_E_NETWORK_NOT_FOUND: [0x803b0001, 'The network was not found.'],
  HCN_E_ENDPOINT_NOT_FOUND: [0x803b0002, 'The endpoint was not found.'],
  HCN_E_PORT_NOT_FOUND: [0x803b0007, 'The switch-port was not found.'],
  HCN_E_POLICY_NOT_FOUND: [0x803b0008, 'An expected policy was not found.'],
  HCN_E_INVALID_ENDPOINT: [0x803b000c, 'The provided endpoint configuration is invalid or missing parameters.'],
  HCN_E_INVALID_POLICY: [0x803b000d, 'The provided policy configuration is invalid or missing parameters.'],
  HCN_E_INVALID_POLICY_TYPE: [0x803b000e, 'Invalid policy type.'],
  HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION: [0x803b000f, 'This requested operation is invalid for a remote endpoint.'],
  HCN_E_NETWORK_ALREADY_EXISTS: [0x803b0010, 'A network with this name already exists.'],
  HCN_E_POLICY_ALREADY_EXISTS: [0x803b0012, 'Policy information already exists on this object.'],
  HCN_E_REQUEST_UNSUPPORTED: [0x803b0015, 'The specified request is unsupported.'],
  HCN_E_DEGRADED_OPERATION: [0x803b0017, 'There was an operation attempted on a degraded object.'],
  HCN_E_INVALID_JSON: [0x803b001b, 'Invalid JSON document string.'],
  HCN_E_INVALID_JSON_REFERENCE: [0x803b001c, 'The reference is invalid in the JSON document.'],
  HCN_E_INVALID_IP: [0x803b001e, 'IP address is either invalid or not part of any configured subnet(s).'],
  HCN_E_MANAGER_STOPPED: [0x803b0020, 'Operation cannot be performed while service is stopping.'],
  HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS: [
    0x803b002b,
    'This requested operation is invalid as endpoint is already part of a network namespace.',
  ],
  HCN_E_ENTITY_HAS_REFERENCES: [0x803b002c, 'The specified entity cannot be removed while it still has references.'],
  HCN_E_ADDR_INVALID_OR_RESERVED: [0x803b002f, 'An address provided is invalid or reserved.'],
  HCN_E_OBJECT_USED_AFTER_UNLOAD: [0x803b0031, 'A call was performed against an object that was torn down.'],
  HCN_E_INVALID_SUBNET: [0x803b0032, 'The provided subnet configuration is invalid or missing parameters.'],
  HCN_E_ENDPOINT_NOT_ATTACHED: [0x803b0034, 'The endpoint must be attached to complete the operation.'],
  HCN_E_ENDPOINT_NOT_LOCAL: [0x803b0035, 'The endpoint must be local to complete the operation.'],
} as const;

export type Hresult = keyof typeof TABLE;

/** The code as an unsigned 32-bit number. */
export function hresultOf(name: Hresult): number {
  return TABLE[name][0];
}

/** The error record as JSON text. The message ends in a space or in a detail such as `{{Foo,UnknownField}}`. */
export function errorRecord(name: Hresult, detail = ''): string {
  const [code, message] = TABLE[name];
  return JSON.stringify({ Success: false, Error: `${message} ${detail}`, ErrorCode: code });
}

/** Thrown inside the simulator to reject a call. The caller receives it as an Answer. */
export class Rejection extends Error {
  readonly hresult: Hresult;
  readonly detail: string;

  constructor(hresult: Hresult, detail = '') {
    super(`${hresult} ${detail}`.trimEnd());
    this.name = 'Rejection';
    this.hresult = hresult;
    this.detail = detail;
  }
}
