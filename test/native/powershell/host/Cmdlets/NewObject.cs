using System.Collections;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("New", "Object")]
public sealed class NewObjectCommand : StandardCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string TypeName { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void ProcessRecord()
    {
        if (LanguagePrimitives.TryConvertTo(TypeName, out Type? type) is false || type == null)
        {
            var missing = new PSArgumentException($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded.");
            Fail(missing, "TypeNotFound", ErrorCategory.InvalidType, TypeName);
        }

        object made = Make(type);
        if (Property != null)
        {
            PSObject target = PSObject.AsPSObject(made);
            foreach (DictionaryEntry entry in Property)
            {
                string name = LanguagePrimitives.ConvertTo<string>(entry.Key);
                if (target.Properties[name] is { } property)
                {
                    property.Value = entry.Value;
                }
                else if (type == typeof(PSObject) || type == typeof(PSCustomObject))
                {
                    target.Properties.Add(new PSNoteProperty(name, entry.Value));
                }
                else
                {
                    Fail(new PSArgumentException($"The member \"{name}\" was not found for the specified {type} object."), "SetValueException", ErrorCategory.InvalidData);
                }
            }
        }

        WriteObject(made, enumerateCollection: false);
    }

    private object Make(Type type)
    {
        if (type == typeof(PSObject) && ArgumentList.Length == 0)
        {
            return new PSObject();
        }

        try
        {
            // The engine's own choice among constructors, and its conversions. In a hashtable, because what comes out alone would be enumerated.
            ScriptBlock make = ScriptBlock.Create(ArgumentList.Length == 0 ? "param($t) @{ made = $t::new() }" : "param($t, $a) @{ made = $t::new.Invoke($a) }");
            object made = InvokeCommand.InvokeScript(false, make, null, type, ArgumentList).Single().BaseObject;
            return ((Hashtable)made)["made"]!;
        }
        catch (RuntimeException error)
        {
            Fail(error.InnerException ?? error, "ConstructorInvokedThrowException", ErrorCategory.InvalidOperation);
            throw;
        }
    }
}
