namespace Microsoft.PowerShell.Commands;

/// <summary>-Path with wildcards, or -LiteralPath without.</summary>
public abstract class PathsCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public virtual string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected bool Literal => ParameterSetName == "LiteralPath";

    protected string[] Paths => Literal ? LiteralPath : Path;
}

public abstract class FilteredCommand : PathsCommand
{
    [Parameter]
    public string? Filter { get; set; }

    [Parameter]
    public string[] Include { get; set; } = [];

    [Parameter]
    public string[] Exclude { get; set; } = [];

    protected bool Passes(PSObject item)
    {
        string name = item.Properties["PSChildName"]?.Value as string ?? item.ToString();
        bool Matches(string pattern) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
        return (Filter == null || Matches(Filter)) && (Include.Length == 0 || Include.Any(Matches)) && !Exclude.Any(Matches);
    }
}

[Cmdlet("Get", "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : FilteredCommand
{
    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Each(path, () => WriteObject(InvokeProvider.Item.Get([path], Force, Literal).Where(Passes), enumerateCollection: true));
        }
    }
}

[Cmdlet("Get", "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : FilteredCommand
{
    [Parameter(ParameterSetName = "Path", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public override string[] Path { get; set; } = ["."];

    [Parameter]
    [Alias("s")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint Depth { get; set; } = uint.MaxValue;

    [Parameter]
    public SwitchParameter Name { get; set; }

    [Parameter]
    [Alias("ad")]
    public SwitchParameter Directory { get; set; }

    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Each(path, () =>
            {
                foreach (PSObject item in InvokeProvider.ChildItem.Get([path], Recurse || Bound(nameof(Depth)), Depth, Force, Literal))
                {
                    bool wanted = (!Directory || item.BaseObject is DirectoryInfo) && (!File || item.BaseObject is FileInfo);
                    if (wanted && Passes(item))
                    {
                        WriteObject(Name ? item.Properties["PSChildName"].Value : item);
                    }
                }
            });
        }
    }
}

[Cmdlet("New", "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class NewItemCommand : StandardCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = ["."];

    [Parameter]
    public string? Name { get; set; }

    [Parameter]
    [Alias("Type")]
    public string? ItemType { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string target = Name == null ? path : SessionState.Path.Combine(path, Name);
            if (ShouldProcess("Destination: " + target, "Create " + (ItemType ?? "Item")))
            {
                Each(target, () => WriteObject(InvokeProvider.Item.New([path], Name, ItemType, Value, Force), enumerateCollection: true));
            }
        }
    }
}

[Cmdlet("Remove", "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveItemCommand : FilteredCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Each(path, () =>
            {
                foreach (PSObject item in InvokeProvider.Item.Get([path], Force, Literal).Where(Passes))
                {
                    string found = (string)item.Properties["PSPath"].Value;
                    if (ShouldProcess(item.ToString(), "Remove " + (item.BaseObject is DirectoryInfo ? "Directory" : "File")))
                    {
                        InvokeProvider.Item.Remove([found], Recurse, Force, literalPath: true);
                    }
                }
            });
        }
    }
}

public abstract class TransferCommand : FilteredCommand
{
    [Parameter(Position = 1)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected void Transfer(string verb, Func<string, IEnumerable<PSObject>> make)
    {
        foreach (string path in Paths)
        {
            Each(path, () =>
            {
                foreach (PSObject item in InvokeProvider.Item.Get([path], Force, Literal).Where(Passes))
                {
                    if (ShouldProcess($"Item: {item} Destination: {Destination}", $"{verb} File"))
                    {
                        foreach (PSObject made in make((string)item.Properties["PSPath"].Value))
                        {
                            if (PassThru)
                            {
                                WriteObject(made);
                            }
                        }
                    }
                }
            });
        }
    }
}

[Cmdlet("Copy", "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class CopyItemCommand : TransferCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void ProcessRecord() =>
        Transfer("Copy", path => InvokeProvider.Item.Copy([path], Destination, Recurse, CopyContainers.CopyTargetContainer, Force, literalPath: true));
}

[Cmdlet("Move", "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class MoveItemCommand : TransferCommand
{
    protected override void ProcessRecord() => Transfer("Move", path => InvokeProvider.Item.Move([path], Destination, Force, literalPath: true));
}

[Cmdlet("Rename", "Item", SupportsShouldProcess = true)]
public sealed class RenameItemCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true)]
    public string? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1, Mandatory = true)]
    public string NewName { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        string path = Path ?? WildcardPattern.Escape(LiteralPath);
        if (ShouldProcess($"Item: {path} Destination: {NewName}", "Rename File"))
        {
            Each(path, () =>
            {
                var renamed = InvokeProvider.Item.Rename(path, NewName, Force);
                if (PassThru)
                {
                    WriteObject(renamed, enumerateCollection: true);
                }
            });
        }
    }
}

[Cmdlet("Get", "ItemProperty", DefaultParameterSetName = "Path")]
public sealed class GetItemPropertyCommand : PathsCommand
{
    [Parameter(Position = 1)]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Each(path, () => WriteObject(InvokeProvider.Property.Get([path], [.. Name], Literal), enumerateCollection: true));
        }
    }
}
