using System;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>The exports of computenetwork.dll that create and delete objects. They are separate from <see cref="ComputeNetwork"/>, because the agent does not use them.</summary>
    internal static class LifeCycle
    {
        private const string Library = "computenetwork";

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnCreateNetwork(in Guid id, string settings, out NetworkHandle network, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnDeleteNetwork(in Guid id, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnCreateEndpoint(SafeHandle network, in Guid id, string settings, out EndpointHandle endpoint, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnDeleteEndpoint(in Guid id, out IntPtr errorRecord);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HcnCreateNamespace(in Guid id, string settings, out NamespaceHandle @namespace, out IntPtr errorRecord);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern int HcnDeleteNamespace(in Guid id, out IntPtr errorRecord);
    }
}
