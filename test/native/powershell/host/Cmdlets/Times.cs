using System.Globalization;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Get", "Date", DefaultParameterSetName = "Date")]
public sealed class GetDateCommand : StandardCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("LastWriteTime")]
    public DateTime Date { get; set; }

    [Parameter]
    public int Year { get; set; }

    [Parameter]
    public int Month { get; set; }

    [Parameter]
    public int Day { get; set; }

    [Parameter]
    public int Hour { get; set; }

    [Parameter]
    public int Minute { get; set; }

    [Parameter]
    public int Second { get; set; }

    [Parameter]
    public int Millisecond { get; set; }

    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    [NotIn51]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        DateTime time = Bound(nameof(Date)) ? Date : DateTime.Now;
        int Part(string name, int given, int current) => Bound(name) ? given : current;
        time = time.AddYears(Part(nameof(Year), Year, time.Year) - time.Year);
        time = time.AddMonths(Part(nameof(Month), Month, time.Month) - time.Month);
        time = time.AddDays(Part(nameof(Day), Day, time.Day) - time.Day);
        time = time.AddHours(Part(nameof(Hour), Hour, time.Hour) - time.Hour);
        time = time.AddMinutes(Part(nameof(Minute), Minute, time.Minute) - time.Minute);
        time = time.AddSeconds(Part(nameof(Second), Second, time.Second) - time.Second);
        time = time.AddMilliseconds(Part(nameof(Millisecond), Millisecond, time.Millisecond) - time.Millisecond);
        time = AsUTC ? time.ToUniversalTime() : time;
        WriteObject(Format switch
        {
            null => time,
            "FileDate" => time.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            "FileDateTime" => time.ToString("yyyyMMddTHHmmssffff", CultureInfo.InvariantCulture),
            "FileDateTimeUniversal" => time.ToUniversalTime().ToString("yyyyMMddTHHmmssffff'Z'", CultureInfo.InvariantCulture),
            _ => time.ToString(Format, CultureInfo.CurrentCulture),
        });
    }
}

[Cmdlet("New", "TimeSpan", DefaultParameterSetName = "Date")]
public sealed class NewTimeSpanCommand : StandardCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Date", ValueFromPipeline = true)]
    public DateTime Start { get; set; }

    [Parameter(Position = 1, ParameterSetName = "Date")]
    public DateTime End { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Days { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Hours { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Minutes { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Seconds { get; set; }

    protected override void ProcessRecord()
    {
        DateTime now = DateTime.Now;
        WriteObject(ParameterSetName == "Time"
            ? new TimeSpan(Days, Hours, Minutes, Seconds)
            : (Bound(nameof(End)) ? End : now) - (Bound(nameof(Start)) ? Start : now));
    }
}

[Cmdlet("Start", "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleepCommand : StandardCmdlet
{
    private readonly ManualResetEventSlim stopped = new();

    [Parameter(Position = 0, ParameterSetName = "Seconds", Mandatory = true, ValueFromPipeline = true)]
    [ValidateRange(0.0, 2147483.0)]
    public double Seconds { get; set; }

    [Parameter(ParameterSetName = "Milliseconds", Mandatory = true)]
    [Alias("ms")]
    [ValidateRange(0, int.MaxValue)]
    public int Milliseconds { get; set; }

    // Windows PowerShell takes whole seconds, and rounds.
    protected override void ProcessRecord() => stopped.Wait(ParameterSetName == "Milliseconds" ? Milliseconds : (int)((Is51 ? Math.Round(Seconds) : Seconds) * 1000));

    protected override void StopProcessing() => stopped.Set();
}
