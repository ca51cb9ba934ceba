using System.Globalization;
using System.Runtime.InteropServices;
using HnsPolicy.Bridge.Native;

namespace HnsPolicy.Bridge
{
    /// <summary>The process of the HNS service. The service control manager returns its id, even while HNS hangs (docs/reference/hns-api.md §1.5).</summary>
    internal static class ServiceProcess
    {
        internal const string Name = "HnsServiceProcess";

        private const string Service = "hns";

        // SERVICE_CONTINUE_PENDING, SERVICE_PAUSE_PENDING and SERVICE_PAUSED are the states above it.
        private const uint Running = 4;

        /// <summary>Returns <c>{"ProcessId":1234}</c>, or 0 for a service that does not run.</summary>
        internal static HcnResult Query()
        {
            using ServiceHandle manager = ServiceControl.OpenSCManagerW(null, null, ServiceControl.Connect);
            if (manager.IsInvalid)
            {
                return Failed(nameof(ServiceControl.OpenSCManagerW));
            }

            using ServiceHandle hns = ServiceControl.OpenServiceW(manager, Service, ServiceControl.QueryStatus);
            if (hns.IsInvalid)
            {
                return Failed(nameof(ServiceControl.OpenServiceW));
            }

            uint size = (uint)Marshal.SizeOf<ServiceStatusProcess>();
            if (!ServiceControl.QueryServiceStatusEx(hns, ServiceControl.ProcessInfo, out ServiceStatusProcess status, size, out _))
            {
                return Failed(nameof(ServiceControl.QueryServiceStatusEx));
            }

            // In the states below, which are stopped, starting and stopping, Windows does not promise that the id is valid.
            uint process = status.CurrentState >= Running ? status.ProcessId : 0;
            return HcnResult.Of(Name, 0, "{\"ProcessId\":" + process.ToString(CultureInfo.InvariantCulture) + "}", "");
        }

        /// <summary>The last Win32 error as an HRESULT (HRESULT_FROM_WIN32).</summary>
        private static HcnResult Failed(string function) =>
            HcnResult.Of(function, unchecked((int)0x80070000) | (Marshal.GetLastWin32Error() & 0xffff), "", "");
    }
}
