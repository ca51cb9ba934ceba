using System;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>What vmcompute.dll exports for networks: HNS's v1 API, a method on a path.</summary>
    internal static class VmCompute
    {
        // Without a suffix: on Linux the tests put a libvmcompute.so in its place.
        private const string Library = "vmcompute";

        /// <param name="method">GET, POST or DELETE.</param>
        /// <param name="path">For instance <c>/globals/version</c>.</param>
        /// <param name="document">JSON; empty for none.</param>
        /// <param name="response">The v1 envelope, or HNS's error. To be freed with CoTaskMemFree.</param>
        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true)]
        internal static extern int HNSCall(string method, string path, string document, out IntPtr response);
    }
}
