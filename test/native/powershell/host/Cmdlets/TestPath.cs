namespace Microsoft.PowerShell.Commands;

[Cmdlet("Test", "Path")]
public sealed class TestPathCommand : StandardCmdlet
{
    public enum Kind
    {
        Any,
        Container,
        Leaf,
    }

    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    [AllowNull]
    [AllowEmptyString]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    [Alias("Type")]
    public Kind PathType { get; set; }

    [Parameter]
    public SwitchParameter IsValid { get; set; }

    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == "LiteralPath";
        foreach (string? path in literal ? LiteralPath : Path)
        {
            if (Is51 && path == "")
            {
                var empty = new ParameterBindingException("Cannot bind argument to parameter 'Path' because it is an empty string.");
                Fail(empty, "ParameterArgumentValidationErrorEmptyStringNotAllowed", ErrorCategory.InvalidData);
            }

            if (string.IsNullOrWhiteSpace(path))
            {
                WriteObject(false);
                continue;
            }

            if (IsValid)
            {
                WriteObject(SessionState.Path.IsValid(path));
                continue;
            }

            try
            {
                string tested = literal ? WildcardPattern.Escape(path) : path;
                bool exists = InvokeProvider.Item.Exists(path, force: false, literalPath: literal);
                WriteObject(exists && PathType switch
                {
                    Kind.Container => InvokeProvider.Item.IsContainer(tested),
                    Kind.Leaf => !InvokeProvider.Item.IsContainer(tested),
                    _ => true,
                });
            }
            catch (Exception error) when (error is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException or IOException)
            {
                WriteObject(false);
            }
        }
    }
}
