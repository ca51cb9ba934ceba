namespace Microsoft.PowerShell.Commands;

[Cmdlet("New", "Guid")]
public sealed class NewGuidCommand : StandardCmdlet
{
    protected override void ProcessRecord() => WriteObject(Guid.NewGuid());
}

[Cmdlet("Get", "Random")]
public sealed class GetRandomCommand : StandardCmdlet
{
    private readonly List<object?> items = [];

    [Parameter(ParameterSetName = "List", ValueFromPipeline = true, Position = 0)]
    public object?[]? InputObject { get; set; }

    [Parameter(ParameterSetName = "Number")]
    public int Minimum { get; set; }

    [Parameter(ParameterSetName = "Number")]
    public int Maximum { get; set; } = int.MaxValue;

    [Parameter]
    public int Count { get; set; } = 1;

    [Parameter]
    public int SetSeed { get; set; }

    protected override void ProcessRecord() => items.AddRange(InputObject ?? []);

    protected override void EndProcessing()
    {
        Random random = Bound(nameof(SetSeed)) ? new Random(SetSeed) : Random.Shared;
        if (items.Count == 0)
        {
            WriteObject(random.Next(Minimum, Maximum));
            return;
        }

        object?[] shuffled = [.. items];
        random.Shuffle(shuffled);
        WriteObject(shuffled.Take(Count), enumerateCollection: true);
    }
}

[Cmdlet("Get", "Host")]
public sealed class GetHostCommand : StandardCmdlet
{
    protected override void ProcessRecord() => WriteObject(Host);
}
