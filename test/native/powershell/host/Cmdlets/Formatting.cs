using HnsPolicy.PowerShellHost.Console;

namespace Microsoft.PowerShell.Commands;

public abstract class FormattingCommand : StandardCmdlet
{
    private readonly List<PSObject> items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject != null)
        {
            items.Add(InputObject);
        }
    }

    /// <summary>What the engine would show of the objects.</summary>
    protected string Formatted()
    {
        var text = new StringWriter();
        // Text is shown as it is; anything else needs the engine's formatting, which writes to the host.
        if (items.TrueForAll(item => item.BaseObject is string))
        {
            items.ForEach(item => text.WriteLine(item.BaseObject));
            return text.ToString();
        }

        ConsoleInterface own = Engine.Interface(CommandRuntime.Host)
            ?? throw new PSNotSupportedException("objects are formatted only in the program's own runspace; here there is text only");
        System.Management.Automation.Host.Size size = own.RawUI.BufferSize;
        own.BeginCapture(text);
        try
        {
            own.RawUI.BufferSize = new(Width > 0 ? Width : size.Width, size.Height);
            using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand("Out-Host").Invoke(items);
        }
        finally
        {
            own.RawUI.BufferSize = size;
            own.EndCapture();
        }

        return text.ToString();
    }
}
