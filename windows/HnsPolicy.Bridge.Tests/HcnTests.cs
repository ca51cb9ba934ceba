using Xunit;

// A process has one environment, so only one simulator can run at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace HnsPolicy.Bridge.Tests;

public sealed class HcnTests
{
    private const string Id = "01234567-89ab-cdef-0123-456789abcdef";

    public static TheoryData<string, string> Kinds => new() { { "Endpoint", "Endpoints" }, { "Network", "Networks" }, { "Namespace", "Namespaces" } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Enumerate_is_one_call_with_the_query(string kind, string kinds)
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "[]"));
        Assert.NotEmpty(kind);
        HcnResult result = Hcn.Call("HcnEnumerate" + kinds, "", "{\"ü\":\"🙂\"}");
        Assert.Equal((true, "[]"), (result.Succeeded, result.Text));
        Assert.Equal([["HcnEnumerate" + kinds, "{\"ü\":\"🙂\"}"]], hns.Calls);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Query_and_Modify_open_the_object_by_its_bytes_and_close_its_handle(string kind, string kinds)
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "{}"));
        Assert.NotEmpty(kinds);
        Assert.Equal("{}", Hcn.Call($"HcnQuery{kind}Properties", Id.ToUpperInvariant(), "").Text);
        Assert.Equal("", Hcn.Call($"HcnModify{kind}", Id, "{1}").Text);
        Assert.Equal(
            [
                [$"HcnOpen{kind}", Id],
                [$"HcnQuery{kind}Properties", "7", ""],
                [$"HcnClose{kind}", "7"],
                [$"HcnOpen{kind}", Id],
                [$"HcnModify{kind}", "7", "{1}"],
                [$"HcnClose{kind}", "7"],
            ],
            hns.Calls);
    }

    [Fact]
    public void HNSCall_is_one_call_with_method_path_and_document()
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "{\"Success\":true}"));
        HcnResult result = Hcn.Call("HNSCall", "POST /endpoints/a b", "{}");
        Assert.Equal((true, "{\"Success\":true}"), (result.Succeeded, result.Text));
        Assert.Equal([["HNSCall", "POST", "/endpoints/a b", "{}"]], hns.Calls);
    }

    [Fact]
    public void Null_arguments_are_empty_ones()
    {
        using FakeHns hns = FakeHns.That(new Answer(0, "[]"));
        Assert.True(Hcn.Call("HcnEnumerateEndpoints", null!, null!).Succeeded);
        Assert.Equal([["HcnEnumerateEndpoints", ""]], hns.Calls);
        Assert.False(Hcn.Call(null!, null!, null!).Succeeded);
    }

    [Fact]
    public void A_success_without_a_string_is_empty_text()
    {
        using FakeHns hns = FakeHns.That(new Answer(0));
        HcnResult result = Hcn.Call("HcnEnumerateEndpoints", "", "");
        Assert.Equal((true, ""), (result.Succeeded, result.Text));
    }

    [Fact]
    public void An_odd_success_code_is_a_success()
    {
        using FakeHns hns = FakeHns.That(new Answer(1, "[]", ""));
        HcnResult result = Hcn.Call("HcnEnumerateEndpoints", "", "");
        Assert.Equal((true, "[]", 1u), (result.Succeeded, result.Text, result.HResult));
    }

    [Fact]
    public void A_hundred_callers_at_once_each_get_their_own_answer()
    {
        using var hns = new FakeHns(call => call[0] switch
        {
            "HcnOpenEndpoint" => new Answer(0, call[1]![^3..]),
            "HcnQueryEndpointProperties" => new Answer(0, call[1]! + call[2]!),
            _ => new Answer(0),
        });
        var texts = new string[100];
        var callers = Enumerable.Range(0, texts.Length).Select(i => new Thread(() => texts[i] = Hcn.Call("HcnQueryEndpointProperties", $"{Id[..^3]}{i + 100:d3}", "?").Text)).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        Assert.Equal(Enumerable.Range(0, texts.Length).Select(i => $"{i + 100}?"), texts);
    }
}
