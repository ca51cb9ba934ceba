using System;
using System.ComponentModel;
using HnsPolicy.Bridge.Native;

namespace HnsPolicy.Bridge
{
    /// <summary>Moves the calling thread into a network compartment until disposal. Sockets created meanwhile belong to that compartment.</summary>
    public sealed class Compartment : IDisposable
    {
        private readonly uint before;

        private Compartment(uint before) => this.before = before;

        /// <param name="id">The compartment's id, which is the <c>NamespaceId</c> of a namespace.</param>
        /// <exception cref="Win32Exception">The compartment does not exist, or the caller may not enter it.</exception>
        /// <exception cref="DllNotFoundException">This system has no compartments.</exception>
        public static Compartment Enter(uint id)
        {
            uint before = IpHelper.GetCurrentThreadCompartmentId();
            Move(id);
            return new Compartment(before);
        }

        /// <summary>Must run on the thread that entered.</summary>
        public void Dispose() => Move(before);

        private static void Move(uint id)
        {
            uint error = IpHelper.SetCurrentThreadCompartmentId(id);
            if (error != 0)
            {
                throw new Win32Exception(unchecked((int)error));
            }
        }
    }
}
