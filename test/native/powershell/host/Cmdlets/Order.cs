using System.Globalization;

namespace Microsoft.PowerShell.Commands;

/// <summary>PowerShell's order: of numbers by value, of text by culture, without case unless asked.</summary>
internal sealed class Order(bool caseSensitive) : IComparer<object?>
{
    public int Compare(object? x, object? y)
    {
        try
        {
            return LanguagePrimitives.Compare(x, y, !caseSensitive, CultureInfo.CurrentCulture);
        }
        catch (ArgumentException)
        {
            return string.Compare(Text(x), Text(y), !caseSensitive, CultureInfo.CurrentCulture);
        }
    }

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value);
}
