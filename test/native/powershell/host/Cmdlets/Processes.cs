using System.Diagnostics;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Get", "Process", DefaultParameterSetName = "Name")]
public sealed class GetProcessCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "Name", Position = 0)]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ParameterSetName = "Id", Mandatory = true)]
    [Alias("PID")]
    public int[] Id { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (int id in Id)
        {
            try
            {
                WriteObject(Process.GetProcessById(id));
            }
            catch (ArgumentException)
            {
                var missing = new InvalidOperationException($"Cannot find a process with the process identifier {id}.");
                Complain(missing, "NoProcessFoundForGivenId", ErrorCategory.ObjectNotFound, id);
            }
        }

        foreach (string name in ParameterSetName == "Name" ? Name : [])
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            Process[] found = [.. Process.GetProcesses().Where(process => pattern.IsMatch(process.ProcessName))];
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                var missing = new InvalidOperationException($"Cannot find a process with the name \"{name}\".");
                Complain(missing, "NoProcessFoundForGivenName", ErrorCategory.ObjectNotFound, name);
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}

[Cmdlet("Stop", "Process", SupportsShouldProcess = true)]
public sealed class StopProcessCommand : StandardCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int[] Id { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (int id in Id)
        {
            if (ShouldProcess($"process {id}", "Stop-Process"))
            {
                Each(id, () => Process.GetProcessById(id).Kill());
            }
        }
    }
}
