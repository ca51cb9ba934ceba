using System.Collections.Generic;

namespace HnsPolicy.Bridge
{
    /// <summary>The names of the HRESULTs that HNS returns (docs/reference/hns-api.md §2.10) and of those that this library returns if HNS is not reached.</summary>
    internal static class HResults
    {
        internal const int InvalidArgument = unchecked((int)0x80070057);
        internal const int ModuleNotFound = unchecked((int)0x8007007e);
        internal const int ProcedureNotFound = unchecked((int)0x8007007f);
        internal const int BadFormat = unchecked((int)0x800700c1);
        internal const int TooBusy = unchecked((int)0x800706bb);
        internal const int Unexpected = unchecked((int)0x8000ffff);

        private static readonly Dictionary<uint, string> Names = new Dictionary<uint, string>
        {
            [0x00000000] = "S_OK",
            [0x80004001] = "E_NOTIMPL",
            [0x8000ffff] = "E_UNEXPECTED",
            [0x80070005] = "E_ACCESSDENIED",
            [0x80070006] = "E_HANDLE",
            [0x8007000e] = "E_OUTOFMEMORY",
            [0x80070032] = "ERROR_NOT_SUPPORTED",
            [0x80070057] = "E_INVALIDARG",
            [0x8007007e] = "ERROR_MOD_NOT_FOUND",
            [0x8007007f] = "ERROR_PROC_NOT_FOUND",
            [0x800700b7] = "ERROR_ALREADY_EXISTS",
            [0x800700c1] = "ERROR_BAD_EXE_FORMAT",
            [0x80070424] = "ERROR_SERVICE_DOES_NOT_EXIST",
            [0x80070426] = "ERROR_SERVICE_NOT_ACTIVE",
            [0x80070490] = "ERROR_NOT_FOUND",
            [0x800706ba] = "RPC_S_SERVER_UNAVAILABLE",
            [0x800706bb] = "RPC_S_SERVER_TOO_BUSY",
            [0x800706be] = "RPC_S_CALL_FAILED",
            [0x800706bf] = "RPC_S_CALL_FAILED_DNE",
            [0x803b0001] = "HCN_E_NETWORK_NOT_FOUND",
            [0x803b0002] = "HCN_E_ENDPOINT_NOT_FOUND",
            [0x803b0003] = "HCN_E_LAYER_NOT_FOUND",
            [0x803b0004] = "HCN_E_SWITCH_NOT_FOUND",
            [0x803b0005] = "HCN_E_SUBNET_NOT_FOUND",
            [0x803b0006] = "HCN_E_ADAPTER_NOT_FOUND",
            [0x803b0007] = "HCN_E_PORT_NOT_FOUND",
            [0x803b0008] = "HCN_E_POLICY_NOT_FOUND",
            [0x803b0009] = "HCN_E_VFP_PORTSETTING_NOT_FOUND",
            [0x803b000a] = "HCN_E_INVALID_NETWORK",
            [0x803b000b] = "HCN_E_INVALID_NETWORK_TYPE",
            [0x803b000c] = "HCN_E_INVALID_ENDPOINT",
            [0x803b000d] = "HCN_E_INVALID_POLICY",
            [0x803b000e] = "HCN_E_INVALID_POLICY_TYPE",
            [0x803b000f] = "HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION",
            [0x803b0010] = "HCN_E_NETWORK_ALREADY_EXISTS",
            [0x803b0011] = "HCN_E_LAYER_ALREADY_EXISTS",
            [0x803b0012] = "HCN_E_POLICY_ALREADY_EXISTS",
            [0x803b0013] = "HCN_E_PORT_ALREADY_EXISTS",
            [0x803b0014] = "HCN_E_ENDPOINT_ALREADY_ATTACHED",
            [0x803b0015] = "HCN_E_REQUEST_UNSUPPORTED",
            [0x803b0016] = "HCN_E_MAPPING_NOT_SUPPORTED",
            [0x803b0017] = "HCN_E_DEGRADED_OPERATION",
            [0x803b0018] = "HCN_E_SHARED_SWITCH_MODIFICATION",
            [0x803b0019] = "HCN_E_GUID_CONVERSION_FAILURE",
            [0x803b001a] = "HCN_E_REGKEY_FAILURE",
            [0x803b001b] = "HCN_E_INVALID_JSON",
            [0x803b001c] = "HCN_E_INVALID_JSON_REFERENCE",
            [0x803b001d] = "HCN_E_ENDPOINT_SHARING_DISABLED",
            [0x803b001e] = "HCN_E_INVALID_IP",
            [0x803b001f] = "HCN_E_SWITCH_EXTENSION_NOT_FOUND",
            [0x803b0020] = "HCN_E_MANAGER_STOPPED",
            [0x803b0021] = "GCN_E_MODULE_NOT_FOUND",
            [0x803b0022] = "GCN_E_NO_REQUEST_HANDLERS",
            [0x803b0023] = "GCN_E_REQUEST_UNSUPPORTED",
            [0x803b0024] = "GCN_E_RUNTIMEKEYS_FAILED",
            [0x803b0025] = "GCN_E_NETADAPTER_TIMEOUT",
            [0x803b0026] = "GCN_E_NETADAPTER_NOT_FOUND",
            [0x803b0027] = "GCN_E_NETCOMPARTMENT_NOT_FOUND",
            [0x803b0028] = "GCN_E_NETINTERFACE_NOT_FOUND",
            [0x803b0029] = "GCN_E_DEFAULTNAMESPACE_EXISTS",
            [0x803b002a] = "HCN_E_ICS_DISABLED",
            [0x803b002b] = "HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS",
            [0x803b002c] = "HCN_E_ENTITY_HAS_REFERENCES",
            [0x803b002d] = "HCN_E_INVALID_INTERNAL_PORT",
            [0x803b002e] = "HCN_E_NAMESPACE_ATTACH_FAILED",
            [0x803b002f] = "HCN_E_ADDR_INVALID_OR_RESERVED",
            [0x803b0030] = "HCN_E_INVALID_PREFIX",
            [0x803b0031] = "HCN_E_OBJECT_USED_AFTER_UNLOAD",
            [0x803b0032] = "HCN_E_INVALID_SUBNET",
            [0x803b0033] = "HCN_E_INVALID_IP_SUBNET",
            [0x803b0034] = "HCN_E_ENDPOINT_NOT_ATTACHED",
            [0x803b0035] = "HCN_E_ENDPOINT_NOT_LOCAL",
            [0x803b0036] = "HCN_INTERFACEPARAMETERS_ALREADY_APPLIED",
            [0x803b0037] = "HCN_E_VFP_NOT_ALLOWED",
        };

        /// <summary>Empty for an unknown number.</summary>
        internal static string NameOf(uint hresult) => Names.TryGetValue(hresult, out string? name) ? name : "";
    }
}
