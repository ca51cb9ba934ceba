using System.Management.Automation.Runspaces;
using HnsPolicy.PowerShellHost.Console;
using Terminal = System.Console;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException error)
{
    Terminal.Error.WriteLine(error.Message);
    return 64;
}

Engine.UseModulesOnly();
var host = new ConsoleHost();
using Runspace runspace = RunspaceFactory.CreateRunspace(host, InitialSessionState.CreateDefault2());
runspace.Open();
// For Out-String, and for what reaches for the default runspace.
Runspace.DefaultRunspace = runspace;

using var shell = PowerShell.Create(runspace);
Command command;
if (options.File != null)
{
    if (!File.Exists(options.File))
    {
        Terminal.Error.WriteLine($"The argument '{options.File}' is not recognized as the name of a script file.");
        return 64;
    }

    command = new Command(Path.GetFullPath(options.File), isScript: false, useLocalScope: false);
    // As pwsh does for -File: an `exit` in this script ends the program with its number.
    Engine.EndProgramOnExit(runspace);
}
else
{
    command = new Command(options.Command!, isScript: true, useLocalScope: false);
}

foreach (CommandParameter argument in options.Arguments)
{
    command.Parameters.Add(argument);
}

command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
shell.Commands.AddCommand(command).AddCommand("Out-Default");
bool failed = false;
try
{
    shell.Invoke();
}
catch (RuntimeException error)
{
    failed = true;
    ErrorRecord record = new(error.ErrorRecord, error);
    // Through WriteError, which marks it for standard error.
    var show = new Command("[CmdletBinding()] param($Record) $PSCmdlet.WriteError($Record)", isScript: true);
    show.Parameters.Add("Record", record);
    show.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
    using var report = PowerShell.Create(runspace);
    report.Commands.AddCommand(show).AddCommand("Out-Default");
    report.Invoke();
}

Terminal.Out.Flush();
return host.ExitCode ?? (failed ? 1 : 0);
