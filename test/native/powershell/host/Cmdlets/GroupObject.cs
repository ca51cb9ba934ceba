using System.Collections;

namespace Microsoft.PowerShell.Commands;

/// <summary>What Group-Object gives.</summary>
public sealed class GroupInfo(IReadOnlyList<object?> values, string name)
{
    public int Count { get; internal set; }

    public string Name { get; } = name;

    public System.Collections.ObjectModel.Collection<PSObject> Group { get; } = [];

    public ArrayList Values { get; } = new(values.ToArray());
}

[Cmdlet("Group", "Object", DefaultParameterSetName = "Default")]
public sealed class GroupObjectCommand : StandardCmdlet
{
    private readonly List<GroupInfo> groups = [];
    private Expression[] expressions = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void Begin() => expressions = Expression.All(Property);

    protected override void ProcessRecord()
    {
        if (InputObject == null)
        {
            return;
        }

        var order = new Order(CaseSensitive);
        object?[] values = expressions.Length == 0 ? [InputObject.BaseObject] : [.. expressions.Select(each => each.Value(InputObject))];
        GroupInfo? group = groups.Find(each => each.Values.Cast<object?>().SequenceEqual(values, new SameValue(order)));
        if (group == null)
        {
            group = new GroupInfo(values, string.Join(", ", values.Select(LanguagePrimitives.ConvertTo<string>)));
            groups.Add(group);
        }

        group.Count++;
        if (!NoElement)
        {
            group.Group.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        if (!AsHashTable)
        {
            // PowerShell 7 gives them in the order of their values, Windows PowerShell as they came.
            IEnumerable<GroupInfo> ordered = Is51 ? groups : groups.OrderBy(group => group.Values[0], new Order(CaseSensitive));
            WriteObject(ordered, enumerateCollection: true);
            return;
        }

        var table = new Hashtable(CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (GroupInfo group in groups)
        {
            object key = AsString || group.Values[0] == null ? group.Name : group.Values[0]!;
            table.Add(key is PSObject wrapped ? wrapped.BaseObject : key, group.Group);
        }

        WriteObject(table);
    }

    private sealed class SameValue(Order order) : IEqualityComparer<object?>
    {
        bool IEqualityComparer<object?>.Equals(object? x, object? y) => order.Compare(x, y) == 0;

        int IEqualityComparer<object?>.GetHashCode(object? value) => 0;
    }
}
