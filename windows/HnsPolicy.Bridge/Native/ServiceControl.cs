using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>
    /// The exports of advapi32.dll that read the status of a Windows service. Each fails with a zero result and sets the last error.
    /// </summary>
    /// <seealso href="https://learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-queryservicestatusex"/>
    internal static class ServiceControl
    {
        /// <summary>SC_MANAGER_CONNECT.</summary>
        internal const uint Connect = 0x0001;

        /// <summary>SERVICE_QUERY_STATUS.</summary>
        internal const uint QueryStatus = 0x0004;

        /// <summary>SC_STATUS_PROCESS_INFO.</summary>
        internal const int ProcessInfo = 0;

        private const string Library = "advapi32";

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
        internal static extern ServiceHandle OpenSCManagerW(string? machine, string? database, uint access);

        [DllImport(Library, CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
        internal static extern ServiceHandle OpenServiceW(SafeHandle manager, string service, uint access);

        [DllImport(Library, ExactSpelling = true, SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        internal static extern bool QueryServiceStatusEx(SafeHandle service, int level, out ServiceStatusProcess status, uint size, out uint needed);

        [DllImport(Library, ExactSpelling = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        internal static extern bool CloseServiceHandle(IntPtr handle);
    }

    /// <summary>SC_HANDLE.</summary>
    internal sealed class ServiceHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ServiceHandle()
            : base(ownsHandle: true)
        {
        }

        protected override bool ReleaseHandle() => ServiceControl.CloseServiceHandle(handle);
    }

    /// <summary>SERVICE_STATUS_PROCESS.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ServiceStatusProcess
    {
        internal uint ServiceType;
        internal uint CurrentState;
        internal uint ControlsAccepted;
        internal uint Win32ExitCode;
        internal uint ServiceSpecificExitCode;
        internal uint CheckPoint;
        internal uint WaitHint;
        internal uint ProcessId;
        internal uint ServiceFlags;
    }
}
