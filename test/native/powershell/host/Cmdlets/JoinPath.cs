namespace Microsoft.PowerShell.Commands;

[Cmdlet("Join", "Path")]
public sealed class JoinPathCommand : StandardCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true)]
    [AllowNull]
    [AllowEmptyString]
    public string ChildPath { get; set; } = "";

    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    [NotIn51(ErrorId = "PositionalParameterNotFound")]
    public string[] AdditionalChildPath { get; set; } = [];

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Each(path, () =>
            {
                string joined = AdditionalChildPath.Aggregate(SessionState.Path.Combine(path, ChildPath), SessionState.Path.Combine);
                if (Resolve)
                {
                    WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(joined).Select(found => found.Path), enumerateCollection: true);
                }
                else
                {
                    WriteObject(joined);
                }
            });
        }
    }
}
