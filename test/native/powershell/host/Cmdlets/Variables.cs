using HnsPolicy.PowerShellHost.Console;

namespace Microsoft.PowerShell.Commands;

/// <summary>Cmdlets have no scope of their own: what they find and set is their caller's.</summary>
public abstract class VariableCommand : StandardCmdlet
{
    /// <summary>global, script, local, or how many scopes up.</summary>
    [Parameter]
    public string? Scope { get; set; }

    protected PSVariable? Find(string name) =>
        Scope == null ? SessionState.PSVariable.Get(name) : (PSVariable?)Engine.InScope(SessionState, "GetVariableAtScope", name, Scope);

    protected void Assign(PSVariable variable)
    {
        if (Scope == null)
        {
            SessionState.PSVariable.Set(variable);
        }
        else
        {
            Engine.InScope(SessionState, "SetVariableAtScope", variable, Scope, true, MyInvocation.CommandOrigin);
        }
    }
}

[Cmdlet("Get", "Variable")]
public sealed class GetVariableCommand : VariableCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                foreach (PSObject item in InvokeProvider.Item.Get(["variable:" + name], force: false, literalPath: false))
                {
                    Write((PSVariable)item.BaseObject);
                }
            }
            else if (Find(name) is { } variable)
            {
                Write(variable);
            }
            else
            {
                Complain(new ItemNotFoundException($"Cannot find a variable with the name '{name}'."), "VariableNotFound", ErrorCategory.ObjectNotFound, name);
            }
        }
    }

    private void Write(PSVariable variable) => WriteObject(ValueOnly ? variable.Value : variable);
}

[Cmdlet("Set", "Variable", SupportsShouldProcess = true)]
public sealed class SetVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1)]
    public object? Value { get; set; }

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (ShouldProcess("Name: " + name, "Set variable"))
            {
                var variable = new PSVariable(name, Value, Option);
                Assign(variable);
                if (PassThru)
                {
                    WriteObject(variable);
                }
            }
        }
    }
}

[Cmdlet("New", "Variable", SupportsShouldProcess = true)]
public sealed class NewVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, ValueFromPipeline = true)]
    public object? Value { get; set; }

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        Scope ??= "local";
        if (!Force && Find(Name) != null)
        {
            Complain(new SessionStateException($"A variable with name '{Name}' already exists."), "VariableAlreadyExists", ErrorCategory.ResourceExists, Name);
        }
        else if (ShouldProcess("Name: " + Name, "New variable"))
        {
            Assign(new PSVariable(Name, Value, Option));
        }
    }
}

[Cmdlet("Remove", "Variable", SupportsShouldProcess = true)]
public sealed class RemoveVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (Find(name) is not { } variable)
            {
                Complain(new ItemNotFoundException($"Cannot find a variable with the name '{name}'."), "VariableNotFound", ErrorCategory.ObjectNotFound, name);
            }
            else if (ShouldProcess("Name: " + name, "Remove variable"))
            {
                SessionState.PSVariable.Remove(variable);
            }
        }
    }
}
