using System;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>
    /// The exports of computenetwork.dll, the HCN API. Each returns an HRESULT. The caller frees out-strings with CoTaskMemFree. The last
    /// out-string is the error record.
    /// </summary>
    /// <seealso href="https://learn.microsoft.com/virtualization/api/hcn/overview"/>
    internal static class ComputeNetwork
    {
        // The name has no suffix, so that the tests on Linux load libcomputenetwork.so.
        private const string Library = "computenetwork";

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnEnumerateEndpoints(string query, out IntPtr endpoints, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnOpenEndpoint(in Guid id, out EndpointHandle endpoint, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnModifyEndpoint(SafeHandle endpoint, string settings, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnQueryEndpointProperties(SafeHandle endpoint, string query, out IntPtr properties, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnCloseEndpoint(IntPtr endpoint);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnEnumerateNetworks(string query, out IntPtr networks, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnOpenNetwork(in Guid id, out NetworkHandle network, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnModifyNetwork(SafeHandle network, string settings, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnQueryNetworkProperties(SafeHandle network, string query, out IntPtr properties, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnCloseNetwork(IntPtr network);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnEnumerateNamespaces(string query, out IntPtr namespaces, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnOpenNamespace(in Guid id, out NamespaceHandle @namespace, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnModifyNamespace(SafeHandle @namespace, string settings, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnQueryNamespaceProperties(SafeHandle @namespace, string query, out IntPtr properties, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnCloseNamespace(IntPtr @namespace);
    }
}
