using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>The exports of iphlpapi.dll for the calling thread's compartment. A compartment is the socket API's name for an HNS namespace.</summary>
    internal static class IpHelper
    {
        private const string Library = "iphlpapi";

        [DllImport(Library, ExactSpelling = true)]
        internal static extern uint GetCurrentThreadCompartmentId();

        /// <returns>A Win32 error, or 0 for success.</returns>
        [DllImport(Library, ExactSpelling = true)]
        internal static extern uint SetCurrentThreadCompartmentId(uint compartment);
    }
}
