using Xunit;

namespace HnsPolicy.Bridge.Tests;

public sealed class FailureTests
{
    private const string Id = "01234567-89ab-cdef-0123-456789abcdef";
    private const string Record = "{\"Success\":false,\"Error\":\"The provided policy configuration is invalid or missing parameters. \",\"ErrorCode\":2151350285}";

    [Fact]
    public void Carries_the_code_its_name_and_the_record()
    {
        using FakeHns hns = FakeHns.That(new Answer(0x803b000d, null, Record));
        HcnResult result = Hcn.Call("HcnModifyEndpoint", Id, "{}");
        Assert.False(result.Succeeded);
        Assert.Equal(
            ("HcnModifyEndpoint", 0x803b000du, "0x803b000d", "HCN_E_INVALID_POLICY", Record, "", ""),
            (result.Function, result.HResult, result.HResultText, result.HResultName, result.Record, result.Text, result.Message));
    }

    [Fact]
    public void May_come_without_a_record()
    {
        using FakeHns hns = FakeHns.That(new Answer(0x800706ba));
        HcnResult result = Hcn.Call("HcnEnumerateNetworks", "", "");
        Assert.Equal((false, "RPC_S_SERVER_UNAVAILABLE", ""), (result.Succeeded, result.HResultName, result.Record));
    }

    [Fact]
    public void Is_also_a_record_that_comes_with_S_OK()
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "[]", Record));
        HcnResult result = Hcn.Call("HcnEnumerateEndpoints", "", "");
        Assert.Equal((false, 0u, Record, ""), (result.Succeeded, result.HResult, result.Record, result.Text));
    }

    [Fact]
    public void Is_not_a_record_that_is_empty()
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "[]", ""));
        Assert.True(Hcn.Call("HcnEnumerateEndpoints", "", "").Succeeded);
    }

    [Fact]
    public void A_code_nobody_has_named_keeps_its_number()
    {
        using FakeHns hns = FakeHns.That(new Answer(0x803bffff));
        HcnResult result = Hcn.Call("HcnEnumerateEndpoints", "", "");
        Assert.Equal(("0x803bffff", ""), (result.HResultText, result.HResultName));
    }

    [Fact]
    public void Of_Open_names_Open_and_closes_nothing()
    {
        using var hns = new FakeHns(_ => new Answer(0x803b0002, "9", "{}"));
        HcnResult result = Hcn.Call("HcnQueryEndpointProperties", Id, "");
        Assert.Equal(("HcnOpenEndpoint", "HCN_E_ENDPOINT_NOT_FOUND"), (result.Function, result.HResultName));
        Assert.Equal(["HcnOpenEndpoint"], hns.Names);
    }

    [Theory]
    [InlineData("HcnModifyEndpoint")]
    [InlineData("HcnQueryEndpointProperties")]
    public void Of_the_call_still_closes_the_handle(string name)
    {
        using FakeHns hns = FakeHns.That(new Answer(0x803b0031, null, "{}"));
        Assert.Equal(name, Hcn.Call(name, Id, "{}").Function);
        Assert.Equal(["HcnOpenEndpoint", name, "HcnCloseEndpoint"], hns.Names);
    }

    [Fact]
    public void Of_Open_that_gave_a_handle_all_the_same_closes_it()
    {
        using var hns = new FakeHns(call => call[0] == "HcnOpenEndpoint" ? new Answer(0, "9", Record) : new Answer(0));
        Assert.Equal("HcnOpenEndpoint", Hcn.Call("HcnModifyEndpoint", Id, "{}").Function);
        Assert.Equal([["HcnOpenEndpoint", Id], ["HcnCloseEndpoint", "9"]], hns.Calls);
    }

    [Fact]
    public void Of_Close_does_not_undo_the_answer()
    {
        using var hns = new FakeHns(call => call[0] == "HcnCloseEndpoint" ? new Answer(0x80070006) : new Answer(0, "7"));
        Assert.Equal("7", Hcn.Call("HcnQueryEndpointProperties", Id, "").Text);
    }

    [Fact]
    public void A_NULL_handle_goes_to_HNS_which_knows_what_to_say()
    {
        using var hns = new FakeHns(call => call[0] == "HcnOpenEndpoint" ? new Answer(0) : new Answer(0x80070006));
        Assert.Equal("E_HANDLE", Hcn.Call("HcnModifyEndpoint", Id, "{}").HResultName);
        Assert.Equal([["HcnOpenEndpoint", Id], ["HcnModifyEndpoint", "0", "{}"]], hns.Calls);
    }

    [Fact]
    public void Of_HNSCall_has_HNSs_string_as_its_record()
    {
        using FakeHns hns = FakeHns.That(new Answer(0x80070005, "denied"));
        HcnResult result = Hcn.Call("HNSCall", "GET /networks", "");
        Assert.Equal(("E_ACCESSDENIED", "denied", ""), (result.HResultName, result.Record, result.Text));
    }

    [Theory]
    [InlineData("HcnModifyEndpoint", "10.0.0.4", "HcnOpenEndpoint", "'10.0.0.4' is not a GUID")]
    [InlineData("HcnModifyEndpoint", "", "HcnOpenEndpoint", "'' is not a GUID")]
    [InlineData("HNSCall", "GET", "HNSCall", "'GET' is not a method and a path")]
    [InlineData("HcnDeleteEndpoint", Id, "HcnDeleteEndpoint", "'HcnDeleteEndpoint' is not a known call")]
    public void What_HNS_could_not_understand_does_not_reach_it(string name, string id, string function, string message)
    {
        using FakeHns hns = FakeHns.That(new Answer(0));
        HcnResult result = Hcn.Call(name, id, "");
        Assert.Equal((false, function, "E_INVALIDARG", message), (result.Succeeded, result.Function, result.HResultName, result.Message));
        Assert.Empty(hns.Calls);
    }
}
