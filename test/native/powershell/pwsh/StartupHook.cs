using System.Collections;
using System.Reflection;

/// <summary>
/// .NET runs it before pwsh (DOTNET_STARTUP_HOOKS). A runspace that a script creates has the cmdlets of the engine's snap-ins, which come before the modules
/// of PSModulePath. The hook leaves only Microsoft.PowerShell.Core among the snap-ins, so that every runspace loads the rest from modules, as pwsh's first does.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.NonPublic;
        Type? reader = Type.GetType("System.Management.Automation.PSSnapInReader, System.Management.Automation");
        // Child processes inherit the variable, and most of them are not PowerShell.
        if (reader == null)
        {
            return;
        }

        object core = reader.GetField("s_coreSnapin", Static)!.GetValue(null)!;
        var all = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(core.GetType()))!;
        all.Add(core);
        reader.GetField("s_defaultMshSnapins", Static)!.SetValue(null, all);
    }
}
