using System.Reflection;
using System.Runtime.Loader;

namespace Microsoft.PowerShell.Commands;

/// <summary>Assemblies and their types; no source is compiled here, and none is to be at start in our scripts.</summary>
[Cmdlet("Add", "Type")]
public sealed class AddTypeCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Path", Position = 0, Mandatory = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(ParameterSetName = "AssemblyName", Mandatory = true)]
    [Alias("AN")]
    public string[] AssemblyName { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in AssemblyName)
        {
            Write(LoadByName(name));
        }

        IEnumerable<string> files = Path.SelectMany(path => SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
            .Concat(LiteralPath.Select(path => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)));
        foreach (string file in files)
        {
            try
            {
                Write(Assembly.LoadFrom(file));
            }
            catch (Exception error) when (error is IOException or BadImageFormatException)
            {
                Fail(error, error.GetType().FullName!, ErrorCategory.NotSpecified, file);
            }
        }
    }

    private Assembly LoadByName(string name)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (Exception error) when (error is IOException or BadImageFormatException)
        {
            Fail(new PSArgumentException($"Cannot find path for assembly '{name}'.", error), "ASSEMBLY_NOT_FOUND", ErrorCategory.ObjectNotFound, name);
            throw;
        }
    }

    private void Write(Assembly assembly)
    {
        if (PassThru)
        {
            WriteObject(assembly.GetExportedTypes(), enumerateCollection: true);
        }
    }
}
