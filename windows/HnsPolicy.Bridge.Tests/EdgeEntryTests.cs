using System.Dynamic;
using Xunit;

namespace HnsPolicy.Bridge.Tests;

public sealed class EdgeEntryTests
{
    [Fact]
    public async Task An_answer_is_HNSs_text()
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "[]"));
        Assert.Equal("[]", await new EdgeEntry().Call(Request("HcnEnumerateEndpoints", "", "{}")));
        Assert.Equal([["HcnEnumerateEndpoints", "{}"]], hns.Calls);
    }

    [Fact]
    public async Task A_failure_is_an_object_of_strings()
    {
        using FakeHns hns = FakeHns.That(new Answer(0x803b001b, null, "{}"));
        Assert.Equal(
            Failure("HcnEnumerateEndpoints", "0x803b001b", "HCN_E_INVALID_JSON", "{}", ""),
            await new EdgeEntry().Call(Request("HcnEnumerateEndpoints", "", "{")));
    }

    [Fact]
    public async Task The_caller_does_not_wait_for_HNS()
    {
        using var release = new ManualResetEventSlim();
        using var hns = new FakeHns(_ => { release.Wait(); return new Answer(0, "[]"); });
        Task<object> call = new EdgeEntry().Call(Request("HcnEnumerateEndpoints", "", ""));
        Assert.False(call.IsCompleted);
        release.Set();
        Assert.Equal("[]", await call);
    }

    [Fact]
    public async Task Too_many_calls_that_have_not_come_back_are_a_failure()
    {
        using var release = new ManualResetEventSlim();
        using var hns = new FakeHns(_ => { release.Wait(); return new Answer(0, "[]"); });
        var entry = new EdgeEntry(mostCalls: 2);
        Task<object>[] hung = [entry.Call(Request("HcnEnumerateEndpoints", "", "")), entry.Call(Request("HcnEnumerateEndpoints", "", ""))];
        Assert.Equal(
            Failure("HcnEnumerateNetworks", "0x800706bb", "RPC_S_SERVER_TOO_BUSY", "", "2 earlier calls have not come back"),
            await entry.Call(Request("HcnEnumerateNetworks", "", "")));
        release.Set();
        Assert.Equal(["[]", "[]"], await Task.WhenAll(hung));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("HcnEnumerateEndpoints")]
    public async Task A_request_of_another_form_is_a_failure_and_no_exception(object? input)
    {
        var failure = Assert.IsType<Dictionary<string, object>>(await new EdgeEntry().Call(input!));
        Assert.Equal("E_UNEXPECTED", failure["hresultName"]);
    }

    private static ExpandoObject Request(string name, string id, string document)
    {
        // The form that edge-js uses.
        dynamic request = new ExpandoObject();
        request.name = name;
        request.id = id;
        request.document = document;
        return request;
    }

    private static Dictionary<string, object> Failure(string function, string hresult, string hresultName, string record, string message) => new()
    {
        ["function"] = function,
        ["hresult"] = hresult,
        ["hresultName"] = hresultName,
        ["record"] = record,
        ["message"] = message,
    };
}
