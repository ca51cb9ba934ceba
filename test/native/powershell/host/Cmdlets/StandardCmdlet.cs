using System.Reflection;

// That of the standard cmdlets, because the names of their classes are part of the ids of their errors.
namespace Microsoft.PowerShell.Commands;

/// <summary>A parameter that Windows PowerShell 5.1 does not have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotIn51Attribute : Attribute
{
    /// <summary>Of the error: what is not a parameter there is taken for a value too many where it has no name.</summary>
    public string ErrorId { get; set; } = "NamedParameterNotFound";
}

/// <summary>
/// What all cmdlets here share. With POWERSHELL_HOST_EDITION=5.1 they behave like those of Windows PowerShell where the two differ and our scripts
/// could notice; the engine and the language stay those of PowerShell 7.
/// </summary>
public abstract class StandardCmdlet : PSCmdlet
{
    internal static bool Is51 { get; } = Environment.GetEnvironmentVariable("POWERSHELL_HOST_EDITION") == "5.1";

    protected sealed override void BeginProcessing()
    {
        if (Is51)
        {
            foreach (string name in MyInvocation.BoundParameters.Keys)
            {
                if (GetType().GetProperty(name)?.GetCustomAttribute<NotIn51Attribute>() is { ErrorId: var id })
                {
                    Fail(new ParameterBindingException($"A parameter cannot be found that matches parameter name '{name}'."), id, ErrorCategory.InvalidArgument);
                }
            }
        }

        Begin();
    }

    protected virtual void Begin()
    {
    }

    protected bool Bound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Ends this command, and its caller unless that catches it.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    protected void Fail(Exception error, string id, ErrorCategory category, object? target = null)
    {
        ThrowTerminatingError(new ErrorRecord(error, id, category, target));
        throw error;
    }

    /// <summary>An error about one item; whether the rest goes on is the caller's choice (-ErrorAction).</summary>
    protected void Complain(Exception error, string id, ErrorCategory category, object? target = null) =>
        WriteError(new ErrorRecord(error, id, category, target));

    /// <summary>Runs a step for one item; what the outside world refuses is a complaint about that item.</summary>
    protected void Each(object? target, Action step)
    {
        try
        {
            step();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException
            || (error is RuntimeException and not PipelineStoppedException and not ActionPreferenceStopException && error is not ParameterBindingException))
        {
            ErrorCategory category = error is UnauthorizedAccessException ? ErrorCategory.PermissionDenied : ErrorCategory.NotSpecified;
            WriteError(error is IContainsErrorRecord { ErrorRecord: { } record } ? new ErrorRecord(record, error) : new ErrorRecord(error, error.GetType().Name, category, target));
        }
    }
}
