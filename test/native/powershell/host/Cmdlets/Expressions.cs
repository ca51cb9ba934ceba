using System.Collections;

namespace Microsoft.PowerShell.Commands;

/// <summary>A -Property argument: a name, perhaps with wildcards, a script block, or a hashtable that holds one.</summary>
internal sealed record Expression(PSPropertyExpression Of, string? Name, bool? Descending, object Given)
{
    internal static Expression[] All(object[]? given) => [.. (given ?? []).Select(Parse)];

    /// <summary>Nothing for a property that the object does not have.</summary>
    internal IReadOnlyList<object?> Values(PSObject item) => [.. Of.GetValues(item).Where(value => value.Exception == null).Select(value => value.Result)];

    internal object? Value(PSObject item) => Values(item).FirstOrDefault();

    private static Expression Parse(object given)
    {
        given = given is PSObject { BaseObject: var inner } ? inner : given;
        if (given is not IDictionary table)
        {
            return new Expression(Compile(given), null, null, given);
        }

        object? expression = null;
        string? name = null;
        bool? descending = null;
        foreach (DictionaryEntry entry in table)
        {
            string key = LanguagePrimitives.ConvertTo<string>(entry.Key).ToLowerInvariant();
            if (key.Length > 0 && "expression".StartsWith(key, StringComparison.Ordinal))
            {
                expression = entry.Value;
            }
            else if (key.Length > 0 && ("name".StartsWith(key, StringComparison.Ordinal) || "label".StartsWith(key, StringComparison.Ordinal)))
            {
                name = LanguagePrimitives.ConvertTo<string>(entry.Value);
            }
            else if (key.Length > 0 && "descending".StartsWith(key, StringComparison.Ordinal))
            {
                descending = LanguagePrimitives.IsTrue(entry.Value);
            }
            else if (key.Length > 0 && "ascending".StartsWith(key, StringComparison.Ordinal))
            {
                descending = !LanguagePrimitives.IsTrue(entry.Value);
            }
            else
            {
                throw new PSNotSupportedException($"The {key} key is not valid.");
            }
        }

        return new Expression(Compile(expression ?? throw new PSNotSupportedException("The expression key is missing.")), name, descending, given);
    }

    private static PSPropertyExpression Compile(object given) =>
        (given is PSObject { BaseObject: var inner } ? inner : given) is ScriptBlock block
            ? new PSPropertyExpression(block)
            : new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(given));
}
