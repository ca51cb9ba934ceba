using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using HnsPolicy.Bridge.Native;

namespace HnsPolicy.Bridge
{
    /// <summary>
    /// The calls of the self-test: those of <see cref="Hcn"/> and those that create and delete objects. They are separate, so that the agent
    /// cannot create or delete objects.
    /// </summary>
    public static class HostTestHcn
    {
        private const int TimedOut = unchecked((int)0x800705b4);

        private static readonly Dictionary<string, Func<string, string, string, HcnResult>> LifeCycleCalls =
            new Dictionary<string, Func<string, string, string, HcnResult>>(StringComparer.Ordinal)
            {
                ["HcnCreateNetwork"] = (id, document, _) => Made("HcnCreateNetwork", id, (in Guid guid, out SafeHandle made, out IntPtr record) =>
                {
                    int hresult = LifeCycle.HcnCreateNetwork(in guid, document, out NetworkHandle own, out record);
                    made = own;
                    return hresult;
                }),
                ["HcnCreateNamespace"] = (id, document, _) => Made("HcnCreateNamespace", id, (in Guid guid, out SafeHandle made, out IntPtr record) =>
                {
                    int hresult = LifeCycle.HcnCreateNamespace(in guid, document, out NamespaceHandle own, out record);
                    made = own;
                    return hresult;
                }),
                ["HcnCreateEndpoint"] = CreateEndpoint,
                ["HcnDeleteNetwork"] = (id, _, __) => Deleted("HcnDeleteNetwork", id, LifeCycle.HcnDeleteNetwork),
                ["HcnDeleteEndpoint"] = (id, _, __) => Deleted("HcnDeleteEndpoint", id, LifeCycle.HcnDeleteEndpoint),
                ["HcnDeleteNamespace"] = (id, _, __) => Deleted("HcnDeleteNamespace", id, LifeCycle.HcnDeleteNamespace),
            };

        private delegate int CreateExport(in Guid id, out SafeHandle made, out IntPtr errorRecord);

        private delegate int DeleteExport(in Guid id, out IntPtr errorRecord);

        /// <summary>
        /// Makes one call with a timeout. HNS may still complete the call after that. Failures of HNS or the host are in the result and never
        /// thrown.
        /// </summary>
        /// <param name="name">As for <see cref="Hcn.Call"/>, or <c>HcnCreate…</c> or <c>HcnDelete…</c> for a Network, an Endpoint or a Namespace.</param>
        /// <param name="id">As for <see cref="Hcn.Call"/>, or the GUID of the object to create or delete.</param>
        /// <param name="document">As for <see cref="Hcn.Call"/>, or the document of the object to create.</param>
        /// <param name="network">The GUID of the network, for HcnCreateEndpoint only.</param>
        /// <param name="milliseconds">Timeout.</param>
        public static HcnResult Call(string name, string id, string document, string network, int milliseconds)
        {
            HcnResult? result = null;
            // A separate thread, because a hanging call cannot be cancelled.
            var thread = new Thread(() => result = Now(name ?? "", id ?? "", document ?? "", network ?? "")) { IsBackground = true, Name = "HNS call of the self-test" };
            thread.Start();
            return thread.Join(milliseconds) ? result! : HcnResult.NotCalled(name ?? "", TimedOut, $"HNS did not answer within {milliseconds} ms, but may still complete the call");
        }

        private static HcnResult Now(string name, string id, string document, string network)
        {
            if (!LifeCycleCalls.TryGetValue(name, out var call))
            {
                return Hcn.Call(name, id, document);
            }

            try
            {
                return call(id, document, network);
            }
            catch (DllNotFoundException error)
            {
                return HcnResult.NotCalled(name, HResults.ModuleNotFound, $"HNS is not installed on this host, or too old: {error.Message}");
            }
            catch (EntryPointNotFoundException error)
            {
                return HcnResult.NotCalled(name, HResults.ProcedureNotFound, $"HNS is too old on this host: {error.Message}");
            }
        }

        private static HcnResult CreateEndpoint(string id, string document, string network)
        {
            if (!Guid.TryParseExact(network, "D", out Guid guid))
            {
                return HcnResult.NotCalled("HcnOpenNetwork", HResults.InvalidArgument, $"'{network}' is not a GUID");
            }

            using var record = new OutString();
            int hresult = ComputeNetwork.HcnOpenNetwork(in guid, out NetworkHandle parent, out record.Pointer);
            using (parent)
            {
                HcnResult opened = Closable("HcnOpenNetwork", hresult, parent, record);
                return opened.Succeeded
                    ? Made("HcnCreateEndpoint", id, (in Guid own, out SafeHandle made, out IntPtr errorRecord) =>
                    {
                        int created = LifeCycle.HcnCreateEndpoint(parent, in own, document, out EndpointHandle endpoint, out errorRecord);
                        made = endpoint;
                        return created;
                    })
                    : opened;
            }
        }

        private static HcnResult Made(string name, string id, CreateExport create)
        {
            if (!Guid.TryParseExact(id, "D", out Guid guid))
            {
                return HcnResult.NotCalled(name, HResults.InvalidArgument, $"'{id}' is not a GUID");
            }

            using var record = new OutString();
            int hresult = create(in guid, out SafeHandle made, out record.Pointer);
            using (made)
            {
                return Closable(name, hresult, made, record);
            }
        }

        /// <summary>The result of a call that returns a handle. A failed call leaves no valid handle, so it must not be closed.</summary>
        private static HcnResult Closable(string name, int hresult, SafeHandle handle, OutString record)
        {
            if (hresult < 0)
            {
                handle.SetHandleAsInvalid();
            }

            return HcnResult.Of(name, hresult, "", record.Read());
        }

        private static HcnResult Deleted(string name, string id, DeleteExport delete)
        {
            if (!Guid.TryParseExact(id, "D", out Guid guid))
            {
                return HcnResult.NotCalled(name, HResults.InvalidArgument, $"'{id}' is not a GUID");
            }

            using var record = new OutString();
            int hresult = delete(in guid, out record.Pointer);
            return HcnResult.Of(name, hresult, "", record.Read());
        }
    }
}
