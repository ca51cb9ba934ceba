using System.Collections;
using System.Security.Cryptography;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Get", "FileHash", DefaultParameterSetName = "Path")]
public sealed class GetFileHashCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 1)]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm { get; set; } = "SHA256";

    protected override void ProcessRecord()
    {
        foreach (string path in Path.Concat(LiteralPath.Select(WildcardPattern.Escape)))
        {
            Each(path, () =>
            {
                foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
                {
                    var result = new PSObject();
                    result.Properties.Add(new PSNoteProperty("Algorithm", Algorithm));
                    byte[] hash = CryptographicOperations.HashData(new HashAlgorithmName(Algorithm), File.ReadAllBytes(file));
                    result.Properties.Add(new PSNoteProperty("Hash", Convert.ToHexString(hash)));
                    result.Properties.Add(new PSNoteProperty("Path", file));
                    WriteObject(result);
                }
            });
        }
    }
}

[Cmdlet("Import", "PowerShellDataFile", DefaultParameterSetName = "Path")]
public sealed class ImportPowerShellDataFileCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string path in Path.Concat(LiteralPath))
        {
            Each(path, () =>
            {
                string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
                var ast = System.Management.Automation.Language.Parser.ParseFile(file, out _, out var errors);
                if (errors.Length > 0 || ast.Find(node => node is System.Management.Automation.Language.HashtableAst, searchNestedScriptBlocks: false) is not { } table)
                {
                    throw new InvalidOperationException($"The data file '{file}' is not a hashtable: {errors.FirstOrDefault()?.Message}");
                }

                WriteObject((Hashtable)table.SafeGetValue());
            });
        }
    }
}
