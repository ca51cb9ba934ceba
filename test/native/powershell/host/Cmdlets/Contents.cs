using System.Text;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Get", "Content", DefaultParameterSetName = "Path")]
public sealed class GetContentCommand : PathsCommand
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    [Alias("First", "Head")]
    public int TotalCount { get; set; } = -1;

    [Parameter]
    [Alias("Last")]
    public int Tail { get; set; } = -1;

    [Parameter]
    public long ReadCount { get; set; } = 1;

    [Parameter]
    public string? Encoding { get; set; }

    [Parameter]
    [NotIn51]
    public SwitchParameter AsByteStream { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Each(path, () =>
            {
                foreach (string file in Literal ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)] : Resolved(path))
                {
                    Write(file);
                }
            });
        }
    }

    private IEnumerable<string> Resolved(string path)
    {
        IList<string> found = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
        return provider.Name == "FileSystem" ? found : throw new PSNotSupportedException($"reading from {provider.Name} is not provided here");
    }

    private void Write(string file)
    {
        bool bytes = AsByteStream || (Is51 && string.Equals(Encoding, "Byte", StringComparison.OrdinalIgnoreCase));
        if (!File.Exists(file))
        {
            var missing = new ItemNotFoundException($"Cannot find path '{file}' because it does not exist.");
            Complain(missing, "PathNotFound", ErrorCategory.ObjectNotFound, file);
        }
        else if (bytes)
        {
            byte[] all = File.ReadAllBytes(file);
            // -ReadCount 0 or -Raw: in one piece.
            WriteObject(all, enumerateCollection: ReadCount != 0 && !Raw);
        }
        else if (Raw)
        {
            WriteObject(Noted(Text(file), file, 1));
        }
        else
        {
            Lines(file);
        }
    }

    private void Lines(string file)
    {
        string[] lines = [.. Text(file).ReplaceLineEndings("\n").Split('\n')];
        // What ends the last line begins no other.
        lines = lines[^1].Length == 0 ? lines[..^1] : lines;
        if (TotalCount >= 0)
        {
            lines = [.. lines.Take(TotalCount)];
        }

        if (Tail >= 0)
        {
            lines = [.. lines.TakeLast(Tail)];
        }

        if (ReadCount == 0)
        {
            WriteObject(lines, enumerateCollection: false);
            return;
        }

        for (int i = 0; i < lines.Length; i++)
        {
            WriteObject(Noted(lines[i], file, i + 1));
        }
    }

    private string Text(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encodings.Of(Encoding, Is51, System.Text.Encoding.Latin1), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>The properties that a line carries along; Windows PowerShell's ConvertTo-Json writes them out.</summary>
    private static PSObject Noted(string text, string file, int count)
    {
        var line = new PSObject(text);
        line.Properties.Add(new PSNoteProperty("PSPath", "Microsoft.PowerShell.Core\\FileSystem::" + file));
        line.Properties.Add(new PSNoteProperty("PSParentPath", "Microsoft.PowerShell.Core\\FileSystem::" + Directory.GetParent(file)?.FullName));
        line.Properties.Add(new PSNoteProperty("PSChildName", System.IO.Path.GetFileName(file)));
        line.Properties.Add(new PSNoteProperty("ReadCount", (long)count));
        return line;
    }
}

public abstract class WriteContentCommand : StandardCmdlet
{
    private readonly MemoryStream bytes = new();
    private readonly StringBuilder text = new();

    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    public string? Encoding { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    [NotIn51]
    public SwitchParameter AsByteStream { get; set; }

    protected abstract bool Append { get; }

    protected override void ProcessRecord()
    {
        foreach (object? value in Value ?? [])
        {
            if (AsBytes)
            {
                bytes.WriteByte(LanguagePrimitives.ConvertTo<byte>(value));
            }
            else
            {
                text.Append(LanguagePrimitives.ConvertTo<string>(value)).Append(NoNewline ? "" : Environment.NewLine);
            }

            if (PassThru)
            {
                WriteObject(value);
            }
        }
    }

    protected override void EndProcessing()
    {
        foreach (string path in Path.Concat(LiteralPath))
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            if (ShouldProcess("Path: " + file, Append ? "Add Content" : "Set Content"))
            {
                Each(path, () => Write(file));
            }
        }
    }

    private bool AsBytes => AsByteStream || (Is51 && string.Equals(Encoding, "Byte", StringComparison.OrdinalIgnoreCase));

    private void Write(string file)
    {
        Encoding encoding = AsBytes ? Encodings.Plain : Encodings.Of(Encoding, Is51, System.Text.Encoding.Latin1);
        byte[] content = AsBytes ? bytes.ToArray() : encoding.GetBytes(text.ToString());
        bool goesOn = Append && File.Exists(file) && new FileInfo(file).Length > 0;
        using var stream = new FileStream(file, Append ? FileMode.Append : FileMode.Create);
        stream.Write(goesOn ? [] : encoding.GetPreamble());
        stream.Write(content);
    }
}

[Cmdlet("Set", "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetContentCommand : WriteContentCommand
{
    protected override bool Append => false;
}

[Cmdlet("Add", "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class AddContentCommand : WriteContentCommand
{
    protected override bool Append => true;
}
