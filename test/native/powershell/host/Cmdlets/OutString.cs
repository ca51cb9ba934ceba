namespace Microsoft.PowerShell.Commands;

[Cmdlet("Out", "String")]
public sealed class OutStringCommand : FormattingCommand
{
    [Parameter]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [NotIn51]
    public SwitchParameter NoNewline { get; set; }

    protected override void EndProcessing()
    {
        string text = Formatted();
        if (Stream)
        {
            string[] lines = text.ReplaceLineEndings("\n").Split('\n');
            WriteObject(lines[..^1], enumerateCollection: true);
        }
        else
        {
            WriteObject(NoNewline ? text.ReplaceLineEndings("") : text);
        }
    }
}
