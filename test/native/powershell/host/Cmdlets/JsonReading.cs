using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Microsoft.PowerShell.Commands;

/// <summary>JSON text to objects, as ConvertFrom-Json does it.</summary>
internal sealed partial class JsonReading(int maxDepth, bool asHashtable, bool is51)
{
    /// <exception cref="ArgumentException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">It is, but an object has two keys that PowerShell cannot tell apart, or an empty one.</exception>
    internal object? Read(string text)
    {
        var settings = new JsonSerializerSettings
        {
            MaxDepth = maxDepth,
            // PowerShell 7 makes dates of texts that look like one; Windows PowerShell does not.
            DateParseHandling = is51 ? DateParseHandling.None : DateParseHandling.DateTime,
            FloatParseHandling = is51 ? FloatParseHandling.Decimal : FloatParseHandling.Double,
        };
        try
        {
            return Value(JsonConvert.DeserializeObject<JToken>(text, settings));
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"Conversion from JSON failed with error: {error.Message}", error);
        }
    }

    private object? Value(JToken? token) => token switch
    {
        null => null,
        JObject members => asHashtable ? Table(members) : Object(members),
        JArray items => items.Select(Value).ToArray(),
        JValue { Value: long number } when is51 && number is >= int.MinValue and <= int.MaxValue => (int)number,
        JValue { Value: BigInteger number } when is51 => (decimal)number,
        JValue { Value: string text } when is51 && OldDate().Match(text) is { Success: true } date =>
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(date.Groups[1].Value, CultureInfo.InvariantCulture)).UtcDateTime,
        JValue scalar => scalar.Value,
        _ => throw new ArgumentException($"Conversion from JSON failed with error: unexpected {token.Type}"),
    };

    private PSObject Object(JObject members)
    {
        var result = new PSObject();
        foreach ((string name, JToken? token) in members)
        {
            if (name.Length == 0)
            {
                throw new InvalidOperationException("The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.");
            }

            if (result.Properties[name] is { } other)
            {
                throw new InvalidOperationException(
                    $"Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch instead. The key that was attempted to be added to the existing key '{other.Name}' was '{name}'.");
            }

            result.Properties.Add(new PSNoteProperty(name, Value(token)));
        }

        return result;
    }

    private System.Collections.Specialized.OrderedDictionary Table(JObject members)
    {
        var table = new System.Collections.Specialized.OrderedDictionary();
        foreach ((string name, JToken? token) in members)
        {
            table.Add(name, Value(token));
        }

        return table;
    }

    [GeneratedRegex(@"^/Date\((-?\d+)\)/$")]
    private static partial Regex OldDate();
}
