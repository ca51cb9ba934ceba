namespace Microsoft.PowerShell.Commands;

[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : StandardCmdlet
{
    private readonly List<PSObject> items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    [NotIn51]
    public SwitchParameter Stable { get; set; }

    [Parameter]
    [NotIn51]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter]
    [NotIn51]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject != null)
        {
            items.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        var order = new Order(CaseSensitive);
        Expression[] expressions = Expression.All(Property);
        (Func<PSObject, object?> Of, bool Down)[] keys = expressions.Length == 0
            ? [(item => item.BaseObject is PSCustomObject ? item.ToString() : item.BaseObject, Descending)]
            : [.. expressions.Select(each => ((Func<PSObject, object?>)each.Value, each.Descending ?? Descending))];
        IOrderedEnumerable<PSObject> sorted = items.OrderBy(_ => 0);
        foreach ((Func<PSObject, object?> of, bool down) in keys)
        {
            sorted = down ? sorted.ThenByDescending(of, order) : sorted.ThenBy(of, order);
        }

        IEnumerable<PSObject> result = sorted;
        if (Unique)
        {
            result = Distinct(sorted, keys.Select(key => key.Of).ToArray(), order);
        }

        if (Top > 0)
        {
            result = result.Take(Top);
        }

        if (Bottom > 0)
        {
            result = result.TakeLast(Bottom);
        }

        foreach (PSObject item in result)
        {
            WriteObject(item);
        }
    }

    private static IEnumerable<PSObject> Distinct(IEnumerable<PSObject> sorted, Func<PSObject, object?>[] keys, Order order)
    {
        PSObject? previous = null;
        foreach (PSObject item in sorted)
        {
            if (previous == null || keys.Any(key => order.Compare(key(previous), key(item)) != 0))
            {
                yield return item;
                previous = item;
            }
        }
    }
}
