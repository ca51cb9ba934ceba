using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using HnsPolicy.Bridge.Native;

namespace HnsPolicy.Bridge
{
    /// <summary>HNS's calls by name. Documents pass through unread.</summary>
    public static class Hcn
    {
        private const string V1Call = "HNSCall";

        private static readonly Dictionary<string, Func<string, string, HcnResult>> Calls = CallsOf(
            new HcnObject(
                "Endpoint",
                ComputeNetwork.HcnEnumerateEndpoints,
                (in Guid id, out HcnHandle handle, out IntPtr record) => Opened(ComputeNetwork.HcnOpenEndpoint(in id, out var own, out record), own, out handle),
                ComputeNetwork.HcnModifyEndpoint,
                ComputeNetwork.HcnQueryEndpointProperties),
            new HcnObject(
                "Network",
                ComputeNetwork.HcnEnumerateNetworks,
                (in Guid id, out HcnHandle handle, out IntPtr record) => Opened(ComputeNetwork.HcnOpenNetwork(in id, out var own, out record), own, out handle),
                ComputeNetwork.HcnModifyNetwork,
                ComputeNetwork.HcnQueryNetworkProperties),
            new HcnObject(
                "Namespace",
                ComputeNetwork.HcnEnumerateNamespaces,
                (in Guid id, out HcnHandle handle, out IntPtr record) => Opened(ComputeNetwork.HcnOpenNamespace(in id, out var own, out record), own, out handle),
                ComputeNetwork.HcnModifyNamespace,
                ComputeNetwork.HcnQueryNamespaceProperties));

        /// <summary>
        /// Makes one call on the caller's thread and waits until HNS answers. Failures of HNS or the host are in the result and never thrown.
        /// </summary>
        /// <param name="name">
        /// The export: <c>HcnEnumerateEndpoints</c>, <c>HcnQueryEndpointProperties</c>, <c>HcnModifyEndpoint</c>, their equivalents for
        /// networks and namespaces, <c>HNSCall</c>, or <c>HnsServiceProcess</c>, which returns the process id of the HNS service.
        /// </param>
        /// <param name="id">GUID of the object. Empty for Enumerate. Method and path for HNSCall, for instance <c>GET /globals/version</c>.</param>
        /// <param name="document">Query or Settings as JSON text. Empty for the default query.</param>
        public static HcnResult Call(string name, string id, string document)
        {
            name ??= "";
            try
            {
                return Calls.TryGetValue(name, out var call)
                    ? call(id ?? "", document ?? "")
                    : HcnResult.NotCalled(name, HResults.InvalidArgument, $"'{name}' is not a known call");
            }
            catch (DllNotFoundException error)
            {
                return HcnResult.NotCalled(name, HResults.ModuleNotFound, $"HNS is not installed on this host, or too old: {error.Message}");
            }
            catch (EntryPointNotFoundException error)
            {
                return HcnResult.NotCalled(name, HResults.ProcedureNotFound, $"HNS is too old on this host: {error.Message}");
            }
            catch (BadImageFormatException error)
            {
                return HcnResult.NotCalled(name, HResults.BadFormat, $"HNS's library has the wrong architecture for this process: {error.Message}");
            }
        }

        private static Dictionary<string, Func<string, string, HcnResult>> CallsOf(params HcnObject[] kinds)
        {
            var calls = new Dictionary<string, Func<string, string, HcnResult>>(StringComparer.Ordinal)
            {
                [V1Call] = CallV1,
                [ServiceProcess.Name] = (_, __) => ServiceProcess.Query(),
            };
            foreach (HcnObject kind in kinds)
            {
                calls.Add(kind.EnumerateName, (_, query) => kind.Enumerate(query));
                calls.Add(kind.QueryName, kind.Query);
                calls.Add(kind.ModifyName, kind.Modify);
            }

            return calls;
        }

        private static int Opened(int hresult, HcnHandle own, out HcnHandle handle)
        {
            handle = own;
            return hresult;
        }

        private static HcnResult CallV1(string id, string document)
        {
            int blank = id.IndexOf(' ');
            if (blank < 0)
            {
                return HcnResult.NotCalled(V1Call, HResults.InvalidArgument, $"'{id}' is not a method and a path");
            }

            using var response = new OutString();
            int hresult = VmCompute.HNSCall(id.Substring(0, blank), id.Substring(blank + 1), document, out response.Pointer);
            // One string holds HNS's response or its error.
            return HcnResult.Of(V1Call, hresult, response.Read(), hresult < 0 ? response.Read() : "");
        }
    }
}
