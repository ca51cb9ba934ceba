namespace Microsoft.PowerShell.Commands;

[Cmdlet("ConvertTo", "Json")]
public sealed class ConvertToJsonCommand : StandardCmdlet
{
    private readonly List<object?> inputs = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    [NotIn51]
    public SwitchParameter EnumsAsStrings { get; set; }

    [Parameter]
    [NotIn51]
    public SwitchParameter AsArray { get; set; }

    protected override void ProcessRecord() => inputs.Add(InputObject);

    protected override void EndProcessing()
    {
        if (inputs.Count == 0)
        {
            return;
        }

        var json = new JsonWriting(Depth, EnumsAsStrings, Is51);
        object? value = inputs.Count > 1 || AsArray ? inputs : inputs[0];
        WriteObject(json.Write(value, Compress));
        if (json.Truncated && !Is51)
        {
            WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
        }
    }
}

[Cmdlet("ConvertFrom", "Json")]
public sealed class ConvertFromJsonCommand : StandardCmdlet
{
    private readonly List<string> inputs = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    [Parameter]
    [NotIn51]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    [NotIn51]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    [Parameter]
    [NotIn51]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => inputs.Add(InputObject);

    protected override void EndProcessing()
    {
        // Lines of one text, or a text a line: the first line tells.
        bool each = inputs.Count > 1 && IsWhole(inputs[0]);
        foreach (string text in each ? inputs : [string.Join(Environment.NewLine, inputs)])
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                // Windows PowerShell hands out an array as one object.
                WriteObject(Read(text), enumerateCollection: !Is51 && !NoEnumerate);
            }
        }
    }

    private object? Read(string text)
    {
        // Reported of Windows PowerShell, though not of every build.
        if (Is51 && text.Length > 2_097_152)
        {
            var tooLong = new ArgumentException(
                "Error during serialization or deserialization using the JSON JavaScriptSerializer. The length of the string exceeds the value set on the maxJsonLength property.");
            Fail(tooLong, "System.ArgumentException", ErrorCategory.NotSpecified);
        }

        try
        {
            return new JsonReading(Is51 ? 102 : Depth, AsHashtable, Is51).Read(text);
        }
        catch (ArgumentException error)
        {
            Fail(error, "System.ArgumentException", ErrorCategory.NotSpecified);
            throw;
        }
        catch (InvalidOperationException error)
        {
            Fail(error, "KeysWithDifferentCasingInJsonString", ErrorCategory.InvalidOperation);
            throw;
        }
    }

    private bool IsWhole(string text)
    {
        try
        {
            new JsonReading(Is51 ? 102 : Depth, AsHashtable, Is51).Read(text);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
