using System.Text;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Out", "File", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class OutFileCommand : FormattingCommand
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true)]
    [Alias("Path")]
    public string? FilePath { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    public string? Encoding { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void EndProcessing()
    {
        string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(LiteralPath ?? FilePath);
        string text = NoNewline ? Formatted().ReplaceLineEndings("") : Formatted();
        Encoding encoding = Encodings.Of(Encoding, Is51, System.Text.Encoding.Unicode);
        if (!ShouldProcess(file, "Output to File"))
        {
            return;
        }

        using var writer = new StreamWriter(file, Append, encoding);
        writer.Write(text);
    }
}
