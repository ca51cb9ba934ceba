namespace Microsoft.PowerShell.Commands;

[Cmdlet("Compare", "Object")]
public sealed class CompareObjectCommand : StandardCmdlet
{
    private readonly List<PSObject> difference = [];

    [Parameter(Position = 0, Mandatory = true)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    [Parameter]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => difference.AddRange(DifferenceObject);

    protected override void EndProcessing()
    {
        Expression[] expressions = Expression.All(Property);
        var order = new Order(CaseSensitive);
        object?[] Key(PSObject item) => expressions.Length == 0 ? [item.BaseObject] : [.. expressions.Select(each => each.Value(item))];
        bool Same(PSObject a, PSObject b) => Key(a).Zip(Key(b)).All(pair => order.Compare(pair.First, pair.Second) == 0);
        void Write(PSObject item, string side)
        {
            if (PassThru)
            {
                item.Properties.Remove("SideIndicator");
                item.Properties.Add(new PSNoteProperty("SideIndicator", side));
                WriteObject(item);
                return;
            }

            var result = new PSObject();
            foreach ((Expression expression, object? value) in expressions.Zip(Key(item)))
            {
                result.Properties.Add(new PSNoteProperty(expression.Name ?? expression.Of.ToString(), value));
            }

            if (expressions.Length == 0)
            {
                result.Properties.Add(new PSNoteProperty("InputObject", item));
            }

            result.Properties.Add(new PSNoteProperty("SideIndicator", side));
            WriteObject(result);
        }

        List<PSObject> rest = [.. difference];
        List<PSObject> missing = [];
        foreach (PSObject item in ReferenceObject)
        {
            int found = rest.FindIndex(other => Same(item, other));
            if (found < 0)
            {
                missing.Add(item);
                continue;
            }

            rest.RemoveAt(found);
            if (IncludeEqual)
            {
                Write(item, "==");
            }
        }

        if (ExcludeDifferent)
        {
            return;
        }

        rest.ForEach(item => Write(item, "=>"));
        missing.ForEach(item => Write(item, "<="));
    }
}
