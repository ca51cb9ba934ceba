using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Tests;

/// <summary>Provides the simulated libraries to the bridge under test, and to no other copy of it.</summary>
internal static class SimulatedLibraries
{
    internal static string PathOf(string library) => Path.Combine(AppContext.BaseDirectory, "simulated", $"lib{library}.so");

    [ModuleInitializer]
    internal static void Provide() => NativeLibrary.SetDllImportResolver(typeof(Hcn).Assembly, (library, _, _) => NativeLibrary.Load(PathOf(library)));
}
