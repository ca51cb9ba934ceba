using System.Collections;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Add", "Member", DefaultParameterSetName = "TypeName")]
public sealed class AddMemberCommand : StandardCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = new();

    [Parameter(ParameterSetName = "Member", Position = 0, Mandatory = true)]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; }

    [Parameter(ParameterSetName = "Member", Position = 1, Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter(ParameterSetName = "Member", Position = 2)]
    public object? Value { get; set; }

    [Parameter(ParameterSetName = "Member", Position = 3)]
    public object? SecondValue { get; set; }

    [Parameter(ParameterSetName = "NoteProperty", Position = 0, Mandatory = true)]
    public string NotePropertyName { get; set; } = "";

    [Parameter(ParameterSetName = "NoteProperty", Position = 1, Mandatory = true)]
    [AllowNull]
    public object? NotePropertyValue { get; set; }

    [Parameter(ParameterSetName = "Members", Position = 0, Mandatory = true)]
    public IDictionary NotePropertyMembers { get; set; } = new Hashtable();

    [Parameter]
    public string? TypeName { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case "Member":
                Add(Member());
                break;
            case "NoteProperty":
                Add(new PSNoteProperty(NotePropertyName, NotePropertyValue));
                break;
            case "Members":
                foreach (DictionaryEntry entry in NotePropertyMembers)
                {
                    Add(new PSNoteProperty(LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value));
                }

                break;
        }

        if (TypeName != null)
        {
            InputObject.TypeNames.Insert(0, TypeName);
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    private PSMemberInfo Member() => MemberType switch
    {
        PSMemberTypes.NoteProperty => new PSNoteProperty(Name, Value),
        PSMemberTypes.ScriptMethod => new PSScriptMethod(Name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
        PSMemberTypes.ScriptProperty => new PSScriptProperty(Name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value), SecondValue == null ? null : LanguagePrimitives.ConvertTo<ScriptBlock>(SecondValue)),
        PSMemberTypes.AliasProperty => new PSAliasProperty(Name, LanguagePrimitives.ConvertTo<string>(Value)),
        _ => throw new PSNotSupportedException($"a {MemberType} cannot be added here"),
    };

    private void Add(PSMemberInfo member)
    {
        if (InputObject.Members[member.Name] is { } existing)
        {
            if (!Force || !existing.IsInstance)
            {
                if (!Force)
                {
                    Complain(
                        new InvalidOperationException($"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command."),
                        "MemberAlreadyExists",
                        ErrorCategory.InvalidOperation,
                        InputObject);
                    return;
                }
            }
            else
            {
                InputObject.Members.Remove(member.Name);
            }
        }

        InputObject.Members.Add(member);
    }
}

[Cmdlet("Get", "Member")]
public sealed class GetMemberCommand : StandardCmdlet
{
    private readonly HashSet<string> types = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    protected override void ProcessRecord()
    {
        if (InputObject == null || !types.Add(InputObject.TypeNames[0]))
        {
            return;
        }

        WildcardPattern[] patterns = [.. Name.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
        foreach (PSMemberInfo member in InputObject.Members.OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase))
        {
            if ((member.MemberType & MemberType) != 0 && patterns.Any(pattern => pattern.IsMatch(member.Name)))
            {
                var result = new PSObject();
                result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MemberDefinition");
                result.Properties.Add(new PSNoteProperty("TypeName", InputObject.TypeNames[0]));
                result.Properties.Add(new PSNoteProperty("Name", member.Name));
                result.Properties.Add(new PSNoteProperty("MemberType", member.MemberType));
                result.Properties.Add(new PSNoteProperty("Definition", member.ToString()));
                WriteObject(result);
            }
        }
    }
}
