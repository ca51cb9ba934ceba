namespace Microsoft.PowerShell.Commands;

[Cmdlet("Measure", "Object")]
public sealed class MeasureObjectCommand : StandardCmdlet
{
    private readonly List<object?> values = [];
    private int count;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string? Property { get; set; }

    [Parameter]
    public SwitchParameter Sum { get; set; }

    [Parameter]
    public SwitchParameter Average { get; set; }

    [Parameter]
    public SwitchParameter Maximum { get; set; }

    [Parameter]
    public SwitchParameter Minimum { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject == null)
        {
            return;
        }

        if (Property == null)
        {
            count++;
            values.Add(InputObject.BaseObject);
        }
        else if (InputObject.Properties[Property] is { } property)
        {
            count++;
            values.Add(property.Value);
        }
    }

    protected override void EndProcessing()
    {
        var order = new Order(false);
        bool numbers = Sum || Average;
        double[] all = numbers ? [.. values.Select(value => LanguagePrimitives.ConvertTo<double>(value))] : [];
        object? Extreme(bool asked, IEnumerable<object?> sorted) =>
            asked && values.Count > 0 ? (sorted.First() is { } value && LanguagePrimitives.TryConvertTo(value, out double number) && value is not string ? number : sorted.First()) : null;
        var result = new PSObject();
        result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GenericMeasureInfo");
        foreach ((string name, object? value) in new (string, object?)[]
        {
            ("Count", count),
            ("Average", Average && count > 0 ? all.Average() : null),
            ("Sum", Sum && count > 0 ? all.Sum() : null),
            ("Maximum", Extreme(Maximum, values.OrderByDescending(value => value, order))),
            ("Minimum", Extreme(Minimum, values.OrderBy(value => value, order))),
            ("Property", Property),
        })
        {
            result.Properties.Add(new PSNoteProperty(name, value));
        }

        WriteObject(result);
    }
}

[Cmdlet("Get", "Unique")]
public sealed class GetUniqueCommand : StandardCmdlet
{
    private PSObject? last;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject != null && (last == null || !LanguagePrimitives.Equals(last.BaseObject, InputObject.BaseObject, ignoreCase: false)))
        {
            last = InputObject;
            WriteObject(InputObject);
        }
    }
}
