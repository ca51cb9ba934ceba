function Invoke-HostTestProbe {
    <#
    .SYNOPSIS
        Asks the probe to move packets, and keeps what came of it as evidence.
    .PARAMETER Run
        The run.
    .PARAMETER Request
        What is asked, by the names of Send-HnsPolicyProbe.
    .OUTPUTS
        What the probe says. That it does not work is an exception, never a packet that was blocked.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [hashtable] $Request
    )

    $label = "probe $($Request.Operation)"
    if ($Request.ContainsKey('From')) { $label += " $($Request.From.Address) -> $($Request.Address):$($Request.TargetPort)" }
    try {
        $answer = & $Run.Probe $Request
    } catch {
        $Run.Evidence.Add("$label -> $($_.Exception.Message)")
        throw "the probe does not work: $($_.Exception.Message)"
    }
    $text = "$answer"
    if ($Request.Operation -in 'Connect', 'Use' -and $answer -isnot [bool]) { throw "the probe does not work: it said '$text' and not whether packets arrived" }
    if ($answer -is [bool]) { $text = @{ $true = 'arrived'; $false = 'did not arrive' }[$answer] }
    $Run.Evidence.Add("$label -> $text")
    $answer
}
