namespace Microsoft.PowerShell.Commands;

[Cmdlet("Get", "Location")]
public sealed class GetLocationCommand : StandardCmdlet
{
    protected override void ProcessRecord() => WriteObject(SessionState.Path.CurrentLocation);
}

public abstract class ChangeLocationCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, ValueFromPipeline = true)]
    public string Path { get; set; } = "~";

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string? StackName { get; set; }

    protected void Change() => Each(LiteralPath ?? Path, () =>
    {
        PathInfo now = SessionState.Path.SetLocation(LiteralPath == null ? Path : WildcardPattern.Escape(LiteralPath));
        if (PassThru)
        {
            WriteObject(now);
        }
    });
}

[Cmdlet("Set", "Location")]
public sealed class SetLocationCommand : ChangeLocationCommand
{
    protected override void ProcessRecord() => Change();
}

[Cmdlet("Push", "Location")]
public sealed class PushLocationCommand : ChangeLocationCommand
{
    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(StackName);
        if (Bound(nameof(Path)) || LiteralPath != null)
        {
            Change();
        }
    }
}

[Cmdlet("Pop", "Location")]
public sealed class PopLocationCommand : StandardCmdlet
{
    [Parameter]
    public string? StackName { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        PathInfo now = SessionState.Path.PopLocation(StackName);
        if (PassThru)
        {
            WriteObject(now);
        }
    }
}
