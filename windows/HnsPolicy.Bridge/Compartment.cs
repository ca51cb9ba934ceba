using System;
using System.ComponentModel;
using HnsPolicy.Bridge.Native;

namespace HnsPolicy.Bridge
{
    /// <summary>Moves the calling thread into a network compartment until it is disposed. Sockets that it makes meanwhile belong to that compartment.</summary>
    public sealed class Compartment : IDisposable
    {
        private readonly uint before;

        private Compartment(uint before) => this.before = before;

        /// <param name="id">Of the compartment: a namespace's <c>NamespaceId</c>.</param>
        /// <exception cref="Win32Exception">There is no such compartment, or the caller may not enter it.</exception>
        /// <exception cref="DllNotFoundException">This system has no compartments.</exception>
        public static Compartment Enter(uint id)
        {
            uint before = IpHelper.GetCurrentThreadCompartmentId();
            Move(id);
            return new Compartment(before);
        }

        /// <summary>To be called on the thread that entered.</summary>
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
