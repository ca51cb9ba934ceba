using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Tests;

/// <summary>Gives the bridge under test the simulated libraries, and only that one copy of it.</summary>
internal static class SimulatedLibraries
{
    internal static string PathOf(string library) => Path.Combine(AppContext.BaseDirectory, "simulated", $"lib{library}.so");

    [ModuleInitializer]
    internal static void Provide() => NativeLibrary.SetDllImportResolver(typeof(Hcn).Assembly, (library, _, _) => NativeLibrary.Load(PathOf(library)));
}
