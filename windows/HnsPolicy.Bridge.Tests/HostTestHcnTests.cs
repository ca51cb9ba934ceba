using Xunit;

namespace HnsPolicy.Bridge.Tests;

public sealed class HostTestHcnTests
{
    private const string Id = "01234567-89ab-cdef-0123-456789abcdef";
    private const string NetworkId = "fedcba98-7654-3210-fedc-ba9876543210";
    private const int Patience = 60_000;

    private static HcnResult Call(string name, string id = Id, string document = "{1}") => HostTestHcn.Call(name, id, document, NetworkId, Patience);

    [Theory]
    [InlineData("Network")]
    [InlineData("Namespace")]
    public void Create_names_the_id_and_closes_the_handle(string kind)
    {
        using var hns = new FakeHns(call => new Answer(0, call[0]!.StartsWith("HcnCreate", StringComparison.Ordinal) ? "7" : null));
        Assert.True(Call($"HcnCreate{kind}", Id.ToUpperInvariant()).Succeeded);
        Assert.Equal([[$"HcnCreate{kind}", Id, "{1}"], [$"HcnClose{kind}", "7"]], hns.Calls);
    }

    [Fact]
    public void CreateEndpoint_opens_the_network_and_closes_both()
    {
        using var hns = new FakeHns(call => new Answer(0, call[0] == "HcnOpenNetwork" ? "7" : call[0] == "HcnCreateEndpoint" ? "8" : null));
        Assert.True(Call("HcnCreateEndpoint").Succeeded);
        Assert.Equal(
            [["HcnOpenNetwork", NetworkId], ["HcnCreateEndpoint", "7", Id, "{1}"], ["HcnCloseEndpoint", "8"], ["HcnCloseNetwork", "7"]],
            hns.Calls);
    }

    [Theory]
    [InlineData("HcnDeleteNetwork")]
    [InlineData("HcnDeleteNamespace")]
    [InlineData("HcnDeleteEndpoint")]
    public void Delete_is_one_call_with_the_id(string name)
    {
        using FakeHns hns = FakeHns.That(new Answer(0));
        Assert.True(Call(name).Succeeded);
        Assert.Equal([[name, Id]], hns.Calls);
    }

    [Fact]
    public void The_agents_calls_are_made_as_they_are()
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "[]"));
        Assert.Equal("[]", Call("HcnEnumerateEndpoints", "", "{}").Text);
        Assert.Equal([["HcnEnumerateEndpoints", "{}"]], hns.Calls);
    }

    [Theory]
    [InlineData("HcnCreateNetwork", "HcnCreateNetwork")]
    [InlineData("HcnCreateEndpoint", "HcnOpenNetwork")]
    [InlineData("HcnDeleteEndpoint", "HcnDeleteEndpoint")]
    public void A_failure_has_its_code_and_record_and_closes_nothing(string name, string function)
    {
        using var hns = new FakeHns(_ => new Answer(0x803b0001, "9", "{\"Success\":false}"));
        HcnResult result = Call(name);
        Assert.Equal(
            (false, function, "HCN_E_NETWORK_NOT_FOUND", "{\"Success\":false}"),
            (result.Succeeded, result.Function, result.HResultName, result.Record));
        Assert.Equal([function], hns.Names);
    }

    [Theory]
    [InlineData("HcnCreateNetwork")]
    [InlineData("HcnDeleteNetwork")]
    public void What_is_no_GUID_does_not_reach_HNS(string name)
    {
        using FakeHns hns = FakeHns.That(new Answer(0));
        Assert.Equal("E_INVALIDARG", Call(name, "all").HResultName);
        Assert.Equal("E_INVALIDARG", HostTestHcn.Call("HcnCreateEndpoint", Id, "", "azure", Patience).HResultName);
        Assert.Empty(hns.Calls);
    }

    [Fact]
    public void The_wait_for_an_answer_ends()
    {
        // Not disposed, because the abandoned call may reach it after the test.
        var answer = new ManualResetEventSlim();
        using var hns = new FakeHns(_ =>
        {
            answer.Wait();
            return new Answer(0);
        });
        HcnResult result = HostTestHcn.Call("HcnDeleteNetwork", Id, "", "", 1);
        answer.Set();
        Assert.Equal((false, "HcnDeleteNetwork", "0x800705b4"), (result.Succeeded, result.Function, result.HResultText));
        Assert.Contains("may still complete the call", result.Message, StringComparison.Ordinal);
    }
}
