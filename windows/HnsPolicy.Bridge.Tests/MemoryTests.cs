using System.Runtime.InteropServices;
using Xunit;

namespace HnsPolicy.Bridge.Tests;

/// <summary>Checks that every string allocated by HNS is freed, even if the bridge does not use it.</summary>
public sealed class MemoryTests
{
    private const int Calls = 40;
    private const long Megabyte = 1024 * 1024;
    private const string Id = "01234567-89ab-cdef-0123-456789abcdef";
    private static readonly string Long = new('x', (int)Megabyte);

    public static TheoryData<string, string, uint, bool, bool> Cases => new()
    {
        { "HcnEnumerateEndpoints", "", 0, true, false },
        { "HcnEnumerateEndpoints", "", 0, true, true },
        { "HcnEnumerateEndpoints", "", 0x803b001b, true, true },
        { "HcnQueryEndpointProperties", Id, 0, true, false },
        { "HcnQueryEndpointProperties", Id, 0x803b0031, true, true },
        { "HcnModifyEndpoint", Id, 0x803b000d, false, true },
        { "HNSCall", "GET /endpoints", 0, true, false },
        { "HNSCall", "GET /endpoints", 0x80070005, true, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_freed(string name, string id, uint hresult, bool result, bool record)
    {
        using FakeHns hns = FakeHns.That(new Answer(hresult, result ? Long : null, record ? Long : null));
        AreFreed(() => Hcn.Call(name, id, ""));
    }

    [Fact]
    public void Is_freed_when_Open_fails()
    {
        using var hns = new FakeHns(_ => new Answer(0x803b0002, null, Long));
        AreFreed(() => Hcn.Call("HcnModifyEndpoint", Id, "{}"));
    }

    /// <summary>A leak of one string per call would be two megabytes per call.</summary>
    private static void AreFreed(Action call)
    {
        call();
        long before = NativeBytes();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        Assert.InRange(NativeBytes() - before, -1000 * Megabyte, Calls * Megabyte / 2);
    }

    /// <summary>Bytes allocated by malloc and not freed.</summary>
    private static long NativeBytes()
    {
        MallInfo info = MallInfo2();
        return (long)(info.InArenas + info.Mapped);
    }

    [DllImport("libc", EntryPoint = "mallinfo2")]
    private static extern MallInfo MallInfo2();

    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct MallInfo
    {
        /// <summary>hblkhd.</summary>
        [FieldOffset(32)]
        public nuint Mapped;

        /// <summary>uordblks.</summary>
        [FieldOffset(56)]
        public nuint InArenas;
    }
}
