using Xunit;

namespace HnsPolicy.Bridge.Tests;

/// <summary>Uses the simulated advapi32, which gives no right beyond reading.</summary>
public sealed class ServiceProcessTests
{
    [Theory]
    [InlineData("1234", "{\"ProcessId\":1234}")]
    [InlineData("4294967292", "{\"ProcessId\":4294967292}")]
    [InlineData(null, "{\"ProcessId\":0}")]
    public void Is_one_query_of_the_service_control_manager(string? process, string text)
    {
        using FakeHns hns = FakeHns.That(new Answer(0, process));
        HcnResult result = Hcn.Call("HnsServiceProcess", "", "");
        Assert.Equal((true, text, "HnsServiceProcess"), (result.Succeeded, result.Text, result.Function));
        Assert.Equal(["QueryServiceStatusEx"], hns.Names);
    }

    [Fact]
    public void Is_the_same_for_the_self_test()
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "8"));
        Assert.Equal("{\"ProcessId\":8}", HostTestHcn.Call("HnsServiceProcess", "", "", "", 60_000).Text);
    }

    [Fact]
    public void A_failure_has_the_Win32_error_as_its_HRESULT()
    {
        using FakeHns hns = FakeHns.That(new Answer(0x80070005));
        HcnResult result = Hcn.Call("HnsServiceProcess", "", "");
        Assert.Equal((false, "QueryServiceStatusEx", "0x80070005", "E_ACCESSDENIED"), (result.Succeeded, result.Function, result.HResultText, result.HResultName));
    }
}
