using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using Newtonsoft.Json;

namespace Microsoft.PowerShell.Commands;

/// <summary>Objects to JSON text, as ConvertTo-Json of PowerShell 7 does it; of Windows PowerShell where <paramref name="is51"/>.</summary>
internal sealed class JsonWriting(int maxDepth, bool enumsAsStrings, bool is51)
{
    /// <summary>Something lay deeper than asked for, and its ToString was written.</summary>
    internal bool Truncated { get; private set; }

    internal string Write(object? value, bool compress)
    {
        var text = new StringBuilder();
        using var writer = new JsonTextWriter(new StringWriter(text, CultureInfo.InvariantCulture))
        {
            Formatting = compress ? Formatting.None : Formatting.Indented,
        };
        Value(writer, value, 0);
        writer.Flush();
        return text.ToString();
    }

    private void Value(JsonTextWriter writer, object? given, int depth)
    {
        PSObject? wrapped = given as PSObject;
        object? value = wrapped == null || wrapped.BaseObject is PSCustomObject ? given : wrapped.BaseObject;
        if (value is null or DBNull || value == System.Management.Automation.Internal.AutomationNull.Value)
        {
            writer.WriteNull();
        }
        else if (IsScalar(value))
        {
            // Windows PowerShell writes what was attached to a string, for instance by Get-Content.
            if (is51 && wrapped != null && Attached(wrapped).Any() && depth <= maxDepth)
            {
                writer.WriteStartObject();
                writer.WritePropertyName("value");
                Scalar(writer, value);
                Members(writer, Attached(wrapped), depth);
                writer.WriteEndObject();
                return;
            }

            Scalar(writer, value);
        }
        else if (depth > maxDepth)
        {
            Truncated = true;
            writer.WriteValue(LanguagePrimitives.ConvertTo<string>(given));
        }
        else if (value is IDictionary table)
        {
            writer.WriteStartObject();
            foreach (DictionaryEntry entry in table)
            {
                writer.WritePropertyName(LanguagePrimitives.ConvertTo<string>(entry.Key));
                Value(writer, entry.Value, depth + 1);
            }

            writer.WriteEndObject();
        }
        else if (value is IEnumerable list)
        {
            writer.WriteStartArray();
            foreach (object? item in list)
            {
                Value(writer, item, depth + 1);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartObject();
            Members(writer, PSObject.AsPSObject(value).Properties, depth);
            writer.WriteEndObject();
        }
    }

    private void Members(JsonTextWriter writer, IEnumerable<PSPropertyInfo> properties, int depth)
    {
        foreach (PSPropertyInfo property in properties)
        {
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException)
            {
                value = null;
            }

            writer.WritePropertyName(property.Name);
            Value(writer, value, depth + 1);
        }
    }

    private static IEnumerable<PSPropertyInfo> Attached(PSObject value) => value.Properties.Where(property => property is PSNoteProperty);

    private static bool IsScalar(object value) =>
        value is string or char or bool or DateTime or DateTimeOffset or Guid or Uri or Enum or decimal or BigInteger || value.GetType().IsPrimitive;

    private void Scalar(JsonTextWriter writer, object value)
    {
        switch (value)
        {
            case string text when is51:
                writer.WriteRawValue(System.Web.HttpUtility.JavaScriptStringEncode(text, addDoubleQuotes: true));
                break;
            case Enum member when enumsAsStrings:
                writer.WriteValue(member.ToString());
                break;
            case Enum member:
                writer.WriteValue(Convert.ChangeType(member, Enum.GetUnderlyingType(member.GetType()), CultureInfo.InvariantCulture));
                break;
            case DateTime time when is51:
                writer.WriteRawValue($"\"\\/Date({new DateTimeOffset(time).ToUnixTimeMilliseconds()})\\/\"");
                break;
            case double or float when is51:
                writer.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case Uri address:
                writer.WriteValue(address.OriginalString);
                break;
            default:
                writer.WriteValue(value);
                break;
        }
    }
}
