using System;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>The network export of vmcompute.dll: HNS's v1 API, which takes a method and a path.</summary>
    internal static class VmCompute
    {
        // The name has no suffix, so that the tests on Linux load libvmcompute.so.
        private const string Library = "vmcompute";

        /// <param name="method">GET, POST or DELETE.</param>
        /// <param name="path">For instance <c>/globals/version</c>.</param>
        /// <param name="document">JSON, or empty.</param>
        /// <param name="response">The v1 envelope, or HNS's error. The caller frees it with CoTaskMemFree.</param>
        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HNSCall(string method, string path, string document, out IntPtr response);
    }
}
