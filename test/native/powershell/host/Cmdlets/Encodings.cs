using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>What -Encoding may say, and what it means without: the two editions differ in both.</summary>
internal static class Encodings
{
    internal static readonly Encoding Plain = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <param name="name">Null where the caller gave none.</param>
    /// <param name="unlessGiven">What Windows PowerShell uses then: Set-Content the ANSI code page, Out-File UTF-16.</param>
    /// <exception cref="PSArgumentException">There is no such encoding.</exception>
    internal static Encoding Of(string? name, bool is51, Encoding unlessGiven) => (name?.ToLowerInvariant(), is51) switch
    {
        (null, true) => unlessGiven,
        (null, false) => Plain,
        ("utf8", true) => Encoding.UTF8,
        ("utf8" or "utf8nobom", false) => Plain,
        ("utf8bom", false) => Encoding.UTF8,
        ("ascii", _) => Encoding.ASCII,
        ("unicode", _) => Encoding.Unicode,
        ("bigendianunicode", _) => Encoding.BigEndianUnicode,
        ("utf32", _) => Encoding.UTF32,
        ("default" or "oem" or "string", true) => Encoding.Latin1,
        ("ansi" or "oem" or "default", false) => Plain,
        _ => throw new PSArgumentException($"'{name}' is not a supported encoding name."),
    };
}
