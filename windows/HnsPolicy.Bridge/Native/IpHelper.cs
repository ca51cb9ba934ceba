using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>Of iphlpapi.dll, the compartment of the calling thread: what HNS calls a namespace is a compartment to sockets.</summary>
    internal static class IpHelper
    {
        private const string Library = "iphlpapi";

        [DllImport(Library, ExactSpelling = true)]
        internal static extern uint GetCurrentThreadCompartmentId();

        /// <returns>A Win32 error; 0 is success.</returns>
        [DllImport(Library, ExactSpelling = true)]
        internal static extern uint SetCurrentThreadCompartmentId(uint compartment);
    }
}
