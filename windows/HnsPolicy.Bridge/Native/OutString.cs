using System;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>A string that a native call allocates and its caller frees.</summary>
    internal sealed class OutString : IDisposable
    {
        /// <summary>Written by the call: UTF-16, or NULL.</summary>
        internal IntPtr Pointer;

        /// <summary>The text, or empty for NULL.</summary>
        internal string Read() => Marshal.PtrToStringUni(Pointer) ?? "";

        public void Dispose()
        {
            Marshal.FreeCoTaskMem(Pointer);
            Pointer = IntPtr.Zero;
        }
    }
}
