using System.IO.Compression;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Compress", "Archive", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class CompressArchiveCommand : StandardCmdlet
{
    private readonly List<string> sources = [];

    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true)]
    public string DestinationPath { get; set; } = "";

    [Parameter]
    [ValidateSet("Optimal", "NoCompression", "Fastest")]
    public string CompressionLevel { get; set; } = "Optimal";

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Update { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Each(path, () => sources.AddRange(SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)));
        }

        sources.AddRange(LiteralPath.Select(SessionState.Path.GetUnresolvedProviderPathFromPSPath));
    }

    protected override void EndProcessing()
    {
        string target = SessionState.Path.GetUnresolvedProviderPathFromPSPath(DestinationPath);
        if (File.Exists(target) && !Force && !Update)
        {
            Fail(new IOException($"The archive file {target} already exists. Use the -Update parameter to update the existing archive file or use the -Force parameter to overwrite the existing archive file."), "ArchiveFileExists", ErrorCategory.InvalidArgument, target);
        }

        if (!ShouldProcess(target, "Compress-Archive"))
        {
            return;
        }

        var level = Enum.Parse<CompressionLevel>(CompressionLevel);
        if (!Update)
        {
            File.Delete(target);
        }

        using (ZipArchive archive = ZipFile.Open(target, ZipArchiveMode.Update))
        {
            foreach (string source in sources)
            {
                string root = System.IO.Path.GetDirectoryName(source)!;
                IEnumerable<string> files = Directory.Exists(source) ? Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories) : [source];
                foreach (string file in files)
                {
                    string name = System.IO.Path.GetRelativePath(root, file);
                    archive.GetEntry(name)?.Delete();
                    archive.CreateEntryFromFile(file, name, level);
                }
            }
        }

        if (PassThru)
        {
            WriteObject(new FileInfo(target));
        }
    }
}

[Cmdlet("Expand", "Archive", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class ExpandArchiveCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true)]
    public string? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    public string DestinationPath { get; set; } = ".";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        string archive = SessionState.Path.GetUnresolvedProviderPathFromPSPath(LiteralPath ?? Path);
        string target = SessionState.Path.GetUnresolvedProviderPathFromPSPath(DestinationPath);
        if (ShouldProcess(archive, "Expand-Archive"))
        {
            ZipFile.ExtractToDirectory(archive, target, Force);
        }
    }
}
