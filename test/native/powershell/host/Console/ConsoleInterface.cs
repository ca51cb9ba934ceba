using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Security;
using Terminal = System.Console;

namespace HnsPolicy.PowerShellHost.Console;

/// <summary>Errors to standard error, everything else to standard output, as pwsh does when both are redirected.</summary>
internal sealed class ConsoleInterface : PSHostUserInterface
{
    private const string NonInteractive = "PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.";

    private readonly Stack<TextWriter> captures = new();

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleScreen();

    public override bool SupportsVirtualTerminal => false;

    private TextWriter Out => captures.TryPeek(out TextWriter? capture) ? capture : Terminal.Out;

    /// <summary>Gathers what is written until <see cref="EndCapture"/>; that is how Out-String gets at what the engine formats.</summary>
    internal void BeginCapture(TextWriter writer) => captures.Push(writer);

    internal void EndCapture() => captures.Pop();

    public override void Write(string value) => Out.Write(Plain(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Out.Write(Plain(value));

    public override void WriteLine(string value) => Out.WriteLine(Plain(value));

    public override void WriteErrorLine(string value) => Terminal.Error.WriteLine(Plain(value));

    public override void WriteDebugLine(string message) => Out.WriteLine("DEBUG: " + message);

    public override void WriteVerboseLine(string message) => Out.WriteLine("VERBOSE: " + message);

    public override void WriteWarningLine(string message) => Out.WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => throw new PSInvalidOperationException(NonInteractive);

    public override SecureString ReadLineAsSecureString() => throw new PSInvalidOperationException(NonInteractive);

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new PSInvalidOperationException(NonInteractive);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw new PSInvalidOperationException(NonInteractive);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new PSInvalidOperationException(NonInteractive);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw new PSInvalidOperationException(NonInteractive);

    /// <summary>Without the colours that the engine puts into tables and errors.</summary>
    private static string Plain(string text) => GetOutputString(text, supportsVirtualTerminal: false);
}
