using HnsPolicy.PowerShellHost.Console;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Write", "Output")]
public sealed class WriteOutputCommand : StandardCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject, enumerateCollection: !NoEnumerate);
}

[Cmdlet("Write", "Host")]
public sealed class WriteHostCommand : StandardCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    public object? Object { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public object Separator { get; set; } = " ";

    [Parameter]
    public ConsoleColor ForegroundColor { get; set; }

    [Parameter]
    public ConsoleColor BackgroundColor { get; set; }

    protected override void ProcessRecord()
    {
        object? value = Object is PSObject wrapped ? wrapped.BaseObject : Object;
        string text = value is System.Collections.IEnumerable list and not string
            ? string.Join(LanguagePrimitives.ConvertTo<string>(Separator), list.Cast<object?>().Select(LanguagePrimitives.ConvertTo<string>))
            : LanguagePrimitives.ConvertTo<string>(value);
        WriteInformation(new HostInformationMessage { Message = text, NoNewLine = NoNewline }, ["PSHOST"]);
    }
}

[Cmdlet("Write", "Information")]
public sealed class WriteInformationCommand : StandardCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    [AllowNull]
    public object? MessageData { get; set; }

    [Parameter(Position = 1)]
    public string[] Tags { get; set; } = [];

    protected override void ProcessRecord() => WriteInformation(MessageData, Tags);
}

public abstract class WriteMessageCommand : StandardCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg")]
    [AllowEmptyString]
    public string Message { get; set; } = "";
}

[Cmdlet("Write", "Warning")]
public sealed class WriteWarningCommand : WriteMessageCommand
{
    protected override void ProcessRecord() => WriteWarning(Message);
}

[Cmdlet("Write", "Verbose")]
public sealed class WriteVerboseCommand : WriteMessageCommand
{
    protected override void ProcessRecord() => WriteVerbose(Message);
}

[Cmdlet("Write", "Debug")]
public sealed class WriteDebugCommand : WriteMessageCommand
{
    protected override void ProcessRecord() => WriteDebug(Message);
}

[Cmdlet("Write", "Error", DefaultParameterSetName = "NoException")]
public sealed class WriteErrorCommand : StandardCmdlet
{
    [Parameter(ParameterSetName = "WithException", Mandatory = true)]
    public Exception? Exception { get; set; }

    [Parameter(Position = 0, ParameterSetName = "NoException", Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "WithException")]
    [Alias("Msg")]
    [AllowNull]
    [AllowEmptyString]
    public string? Message { get; set; }

    [Parameter(Position = 0, ParameterSetName = "ErrorRecord", Mandatory = true)]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public string ErrorId { get; set; } = "";

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public object? TargetObject { get; set; }

    [Parameter]
    public string RecommendedAction { get; set; } = "";

    protected override void ProcessRecord()
    {
        ErrorRecord record;
        if (ErrorRecord != null)
        {
            record = new ErrorRecord(ErrorRecord, null);
        }
        else
        {
            Exception error = Exception ?? new WriteErrorException(Message ?? "");
            string id = ErrorId.Length > 0 ? ErrorId : error.GetType().FullName!;
            record = new ErrorRecord(error, id, Category, TargetObject);
            if (Exception != null && !string.IsNullOrEmpty(Message))
            {
                record.ErrorDetails = new ErrorDetails(Message);
            }
        }

        if (RecommendedAction.Length > 0)
        {
            record.ErrorDetails ??= new ErrorDetails(record.Exception.Message);
            record.ErrorDetails.RecommendedAction = RecommendedAction;
        }

        if (GetVariableValue("MyInvocation") is InvocationInfo caller)
        {
            Engine.AttributeToCaller(record, caller);
        }

        WriteError(record);
    }
}

[Cmdlet("Write", "Progress")]
public sealed class WriteProgressCommand : StandardCmdlet
{
    [Parameter(Position = 0)]
    public string Activity { get; set; } = " ";

    [Parameter(Position = 1)]
    public string Status { get; set; } = "Processing";

    [Parameter(Position = 2)]
    public int Id { get; set; }

    [Parameter]
    public int PercentComplete { get; set; } = -1;

    [Parameter]
    public int SecondsRemaining { get; set; } = -1;

    [Parameter]
    public string CurrentOperation { get; set; } = "";

    [Parameter]
    public int ParentId { get; set; } = -1;

    [Parameter]
    public SwitchParameter Completed { get; set; }

    protected override void ProcessRecord() => WriteProgress(new ProgressRecord(Id, Activity, Status)
    {
        PercentComplete = PercentComplete,
        RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    });
}
