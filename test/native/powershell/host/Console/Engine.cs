using System.Collections;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace HnsPolicy.PowerShellHost.Console;

/// <summary>What the engine shows to PowerShell's own assemblies only, and a host cannot do without.</summary>
internal static class Engine
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>
    /// Makes the runspaces that scripts create, as by [powershell]::Create(), look for cmdlets in modules: they would look for the assemblies that the
    /// engine has been taken from, and fail.
    /// </summary>
    internal static void UseModulesOnly()
    {
        Type reader = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSSnapInReader", throwOnError: true)!;
        object core = reader.GetField("s_coreSnapin", Any)!.GetValue(null)!;
        var all = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(core.GetType()))!;
        all.Add(core);
        reader.GetField("s_defaultMshSnapins", Any)!.SetValue(null, all);
    }

    /// <summary>An <c>exit</c> in the next script ends the program with its number, as pwsh wants it for -File.</summary>
    internal static void EndProgramOnExit(Runspace runspace)
    {
        object context = runspace.GetType().GetProperty("ExecutionContext", Any)!.GetValue(runspace)!;
        context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Any)!.SetValue(context, true);
    }

    /// <summary>Null in a runspace that has another host.</summary>
    internal static ConsoleInterface? Interface(PSHost? host) =>
        host?.UI is { } ui ? ui.GetType().GetField("_externalUI", Any)?.GetValue(ui) as ConsoleInterface : null;

    /// <summary>What a command throws to tell those before it that no more is wanted.</summary>
    internal static Exception StopUpstream(Cmdlet command)
    {
        Type stop = typeof(PSObject).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
        return (Exception)stop.GetConstructors(Any).First(constructor => constructor.GetParameters().Length == 1).Invoke([command]);
    }

    /// <summary>Makes an error that of the script which reports it, and not of Write-Error.</summary>
    internal static void AttributeToCaller(ErrorRecord record, InvocationInfo caller)
    {
        typeof(ErrorRecord).GetMethod("SetInvocationInfo", Any)!.Invoke(record, [caller]);
        typeof(ErrorRecord).GetProperty("PreserveInvocationInfoOnce", Any)!.SetValue(record, true);
        record.CategoryInfo.Activity = "Write-Error";
    }

    /// <summary>A method of the engine's own session state, which knows scopes.</summary>
    internal static object? InScope(SessionState session, string method, params object[] arguments)
    {
        object state = typeof(SessionState).GetProperty("Internal", Any)!.GetValue(session)!;
        Type[] types = [.. arguments.Select(argument => argument.GetType())];
        MethodInfo found = state.GetType().GetMethod(method, Any, types) ?? throw new MissingMethodException(state.GetType().Name, method);
        return found.Invoke(state, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
