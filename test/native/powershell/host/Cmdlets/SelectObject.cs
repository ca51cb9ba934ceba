using HnsPolicy.PowerShellHost.Console;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Select", "Object", DefaultParameterSetName = "Default")]
public sealed class SelectObjectCommand : StandardCmdlet
{
    private readonly List<PSObject> seen = [];
    private readonly Queue<PSObject> held = new();
    private Expression[] expressions = [];
    private WildcardPattern[] excluded = [];
    private int skip;
    private int written;
    private int index;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public string[] ExcludeProperty { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter]
    public int[]? Index { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    protected override void Begin()
    {
        expressions = Expression.All(Property ?? (ExcludeProperty.Length > 0 && ExpandProperty == null ? ["*"] : null));
        excluded = [.. ExcludeProperty.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
        skip = Skip;
    }

    protected override void ProcessRecord()
    {
        if (InputObject == null)
        {
            return;
        }

        if (Index != null)
        {
            if (Index.Contains(index++))
            {
                Select(InputObject);
            }

            return;
        }

        // With -Last, -Skip counts from the end.
        if (Last > 0 || SkipLast > 0)
        {
            held.Enqueue(InputObject);
            return;
        }

        if (skip > 0)
        {
            skip--;
            return;
        }

        if (Bound(nameof(First)) && written >= First)
        {
            StopUpstream();
            return;
        }

        Select(InputObject);
        written++;
        if (Bound(nameof(First)) && written == First)
        {
            StopUpstream();
        }
    }

    protected override void EndProcessing()
    {
        PSObject[] all = [.. held];
        IEnumerable<PSObject> rest = SkipLast > 0 ? all.Skip(Skip).SkipLast(SkipLast) : all.SkipLast(Skip).TakeLast(Last);
        if (Last > 0 && First > 0)
        {
            rest = all.Length <= First + Last ? all : all.Take(First).Concat(all.TakeLast(Last));
        }

        foreach (PSObject item in rest)
        {
            Select(item);
        }
    }

    private void Select(PSObject item)
    {
        if (ExpandProperty != null)
        {
            Expand(item);
            return;
        }

        Write(expressions.Length == 0 ? item : Selected(item));
    }

    private PSObject Selected(PSObject item)
    {
        var result = new PSObject();
        result.TypeNames.Insert(0, "Selected." + item.TypeNames.FirstOrDefault());
        foreach (Expression expression in expressions)
        {
            foreach ((string name, object? value) in Properties(expression, item))
            {
                if (!excluded.Any(pattern => pattern.IsMatch(name)) && result.Properties[name] == null)
                {
                    result.Properties.Add(new PSNoteProperty(name, value));
                }
            }
        }

        return result;
    }

    private static IEnumerable<(string Name, object? Value)> Properties(Expression expression, PSObject item)
    {
        if (expression.Of.Script != null)
        {
            IReadOnlyList<object?> values = expression.Values(item);
            return [(expression.Name ?? expression.Of.ToString(), values.Count == 0 ? null : values[0])];
        }

        if (!expression.Of.HasWildCardCharacters)
        {
            PSPropertyInfo? property = item.Properties[expression.Of.ToString()];
            // A dictionary's keys count as properties here.
            object? value = property?.Value
                ?? (item.BaseObject is System.Collections.IDictionary table ? table[expression.Of.ToString()] : null);
            return [(expression.Name ?? property?.Name ?? expression.Of.ToString(), value)];
        }

        return expression.Of.ResolveNames(item).Select(name => (name.ToString(), item.Properties[name.ToString()]?.Value));
    }

    private void Expand(PSObject item)
    {
        var results = new PSPropertyExpression(ExpandProperty).GetValues(item);
        if (results.Count == 0)
        {
            var error = new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found.");
            Complain(error, "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, item);
            return;
        }

        foreach (PSPropertyExpressionResult result in results)
        {
            if (result.Exception != null)
            {
                Complain(result.Exception, "PropertyEvaluationExpand", ErrorCategory.InvalidResult, item);
                continue;
            }

            foreach (object? value in LanguagePrimitives.GetEnumerable(result.Result) ?? new[] { result.Result })
            {
                if (value == null)
                {
                    WriteObject(null);
                    continue;
                }

                PSObject each = PSObject.AsPSObject(value);
                foreach (Expression expression in expressions)
                {
                    foreach ((string name, object? added) in Properties(expression, item))
                    {
                        each.Properties.Add(new PSNoteProperty(name, added));
                    }
                }

                Write(each);
            }
        }
    }

    private void Write(PSObject item)
    {
        if (Unique)
        {
            if (seen.Any(earlier => Same(earlier, item)))
            {
                return;
            }

            seen.Add(item);
        }

        WriteObject(item);
    }

    private static bool Same(PSObject a, PSObject b)
    {
        if (a.BaseObject is not PSCustomObject)
        {
            return LanguagePrimitives.Equals(a.BaseObject, b.BaseObject, ignoreCase: false);
        }

        return a.Properties.All(property => b.Properties[property.Name] is { } other && LanguagePrimitives.Equals(property.Value, other.Value, ignoreCase: false));
    }

    /// <summary>Tells the commands before this one that no more is wanted.</summary>
    private void StopUpstream()
    {
        if (!Wait)
        {
            throw Engine.StopUpstream(this);
        }
    }
}
