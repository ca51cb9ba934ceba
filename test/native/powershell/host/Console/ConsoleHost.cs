using System.Globalization;
using System.Management.Automation.Host;

namespace HnsPolicy.PowerShellHost.Console;

/// <summary>A host without a person before it: what would ask fails.</summary>
internal sealed class ConsoleHost : PSHost
{
    private readonly Guid instance = Guid.NewGuid();

    internal int? ExitCode { get; private set; }

    public override string Name => "ConsoleHost";

    public override Version Version => typeof(PSHost).Assembly.GetName().Version!;

    public override Guid InstanceId => instance;

    public override PSHostUserInterface UI { get; } = new ConsoleInterface();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new PSInvalidOperationException("nobody is there for a nested prompt");

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
