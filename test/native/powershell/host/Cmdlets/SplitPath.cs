namespace Microsoft.PowerShell.Commands;

[Cmdlet("Split", "Path", DefaultParameterSetName = "Parent")]
public sealed class SplitPathCommand : StandardCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    [Parameter]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(ParameterSetName = "Parent")]
    public SwitchParameter Parent { get; set; }

    [Parameter(ParameterSetName = "Leaf")]
    public SwitchParameter Leaf { get; set; }

    [Parameter(ParameterSetName = "LeafBase")]
    [NotIn51]
    public SwitchParameter LeafBase { get; set; }

    [Parameter(ParameterSetName = "Extension")]
    [NotIn51]
    public SwitchParameter Extension { get; set; }

    [Parameter(ParameterSetName = "Qualifier")]
    public SwitchParameter Qualifier { get; set; }

    [Parameter(ParameterSetName = "NoQualifier")]
    public SwitchParameter NoQualifier { get; set; }

    [Parameter(ParameterSetName = "IsAbsolute")]
    public SwitchParameter IsAbsolute { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path.Concat(LiteralPath))
        {
            Each(path, () => WriteObject(Part(path)));
        }
    }

    private object Part(string path)
    {
        string LeafOf() => SessionState.Path.ParseChildName(path);
        switch (ParameterSetName)
        {
            case "Leaf":
                return LeafOf();
            case "LeafBase":
                return System.IO.Path.GetFileNameWithoutExtension(LeafOf());
            case "Extension":
                return System.IO.Path.GetExtension(LeafOf());
            case "IsAbsolute":
                return SessionState.Path.IsPSAbsolute(path, out _);
            case "Qualifier" or "NoQualifier":
                int colon = path.IndexOf(':');
                return ParameterSetName == "Qualifier" ? path[..(colon + 1)] : path[(colon + 1)..];
            default:
                return SessionState.Path.ParseParent(path, "");
        }
    }
}
