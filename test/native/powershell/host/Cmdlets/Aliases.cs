namespace Microsoft.PowerShell.Commands;

[Cmdlet("Set", "Alias", SupportsShouldProcess = true)]
public sealed class SetAliasCommand : StandardCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, Mandatory = true)]
    public string Value { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (ShouldProcess($"Name: {Name} Value: {Value}", "Set Alias"))
        {
            InvokeProvider.Item.Set("alias:" + Name, Value);
        }
    }
}
