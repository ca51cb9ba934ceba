using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace HnsPolicy.Bridge.Tests;

/// <summary>Tests the bridge without HNS and with an older HNS, with a second copy of the assembly in another folder.</summary>
public sealed class MissingLibraryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bridge-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void No_library_is_a_failure_that_says_so() => IsFailure("ERROR_MOD_NOT_FOUND", "HNS is not installed on this host", "computenetwork");

    [Fact]
    public void A_library_without_the_call_is_a_failure_that_says_so()
    {
        // A library without any HCN call.
        File.Copy(SimulatedLibraries.PathOf("vmcompute"), Path.Combine(folder, "libcomputenetwork.so"));
        IsFailure("ERROR_PROC_NOT_FOUND", "HNS is too old on this host", "HcnEnumerateEndpoints");
    }

    private void IsFailure(string name, params string[] parts)
    {
        string copy = Path.Combine(folder, "HnsPolicy.Bridge.dll");
        File.Copy(typeof(Hcn).Assembly.Location, copy);
        Assembly bridge = new AssemblyLoadContext(name).LoadFromAssemblyPath(copy);
        object result = bridge.GetType(typeof(Hcn).FullName!)!.GetMethod(nameof(Hcn.Call))!.Invoke(null, ["HcnEnumerateEndpoints", "", ""])!;
        string Property(string property) => result.GetType().GetProperty(property)!.GetValue(result)!.ToString()!;
        Assert.Equal(("False", "HcnEnumerateEndpoints", name), (Property("Succeeded"), Property("Function"), Property("HResultName")));
        Assert.All(parts, part => Assert.Contains(part, Property("Message"), StringComparison.Ordinal));
    }
}
