namespace Microsoft.PowerShell.Commands;

[Cmdlet("Select", "String", DefaultParameterSetName = "Object")]
public sealed class SelectStringCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Object", Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, Mandatory = true)]
    public string[] Pattern { get; set; } = [];

    [Parameter(ParameterSetName = "File", Position = 1, Mandatory = true)]
    public string[] Path { get; set; } = [];

    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    [Parameter]
    public SwitchParameter AllMatches { get; set; }

    private bool found;
    private int number;

    protected override void ProcessRecord()
    {
        if (InputObject != null)
        {
            Line(LanguagePrimitives.ConvertTo<string>(InputObject), "InputStream");
        }

        foreach (string path in Path)
        {
            foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
            {
                number = 0;
                foreach (string line in File.ReadLines(file))
                {
                    Line(line, file);
                }
            }
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(found);
        }
    }

    private void Line(string line, string path)
    {
        number++;
        var options = CaseSensitive ? System.Text.RegularExpressions.RegexOptions.None : System.Text.RegularExpressions.RegexOptions.IgnoreCase;
        var matches = Pattern
            .Select(pattern => System.Text.RegularExpressions.Regex.Matches(line, SimpleMatch ? System.Text.RegularExpressions.Regex.Escape(pattern) : pattern, options))
            .FirstOrDefault(all => all.Count > 0);
        if ((matches != null) == NotMatch)
        {
            return;
        }

        found = true;
        if (!Quiet)
        {
            var result = new PSObject();
            result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MatchInfo");
            result.Properties.Add(new PSNoteProperty("Line", line));
            result.Properties.Add(new PSNoteProperty("LineNumber", number));
            result.Properties.Add(new PSNoteProperty("Path", path));
            result.Properties.Add(new PSNoteProperty("Pattern", Pattern[0]));
            result.Properties.Add(new PSNoteProperty("Matches", matches?.Take(AllMatches ? int.MaxValue : 1).ToArray() ?? []));
            WriteObject(result);
        }
    }
}
