using System;
using Microsoft.Win32.SafeHandles;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>An open HCN object. HNS keeps it until Close, whose result does not affect the preceding call.</summary>
    internal abstract class HcnHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        private readonly Func<IntPtr, int> close;

        private protected HcnHandle(Func<IntPtr, int> close)
            : base(ownsHandle: true) => this.close = close;

        protected override bool ReleaseHandle() => close(handle) >= 0;
    }

    /// <summary>HCN_ENDPOINT.</summary>
    internal sealed class EndpointHandle : HcnHandle
    {
        public EndpointHandle()
            : base(ComputeNetwork.HcnCloseEndpoint)
        {
        }
    }

    /// <summary>HCN_NETWORK.</summary>
    internal sealed class NetworkHandle : HcnHandle
    {
        public NetworkHandle()
            : base(ComputeNetwork.HcnCloseNetwork)
        {
        }
    }

    /// <summary>HCN_NAMESPACE.</summary>
    internal sealed class NamespaceHandle : HcnHandle
    {
        public NamespaceHandle()
            : base(ComputeNetwork.HcnCloseNamespace)
        {
        }
    }
}
