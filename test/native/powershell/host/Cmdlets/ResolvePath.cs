namespace Microsoft.PowerShell.Commands;

[Cmdlet("Resolve", "Path")]
public sealed class ResolvePathCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string path in Path.Concat(LiteralPath.Select(WildcardPattern.Escape)))
        {
            Each(path, () => WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(path), enumerateCollection: true));
        }
    }
}

[Cmdlet("Convert", "Path")]
public sealed class ConvertPathCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string path in Path.Concat(LiteralPath.Select(WildcardPattern.Escape)))
        {
            Each(path, () => WriteObject(SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _), enumerateCollection: true));
        }
    }
}
