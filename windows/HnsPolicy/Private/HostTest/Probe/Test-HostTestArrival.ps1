function Test-HostTestArrival {
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $From,
        [Parameter(Mandatory)] [psobject] $To,
        [int] $Port = 0,
        [string] $Address = '',
        [int] $TargetPort = 0
    )

    if ($Port -eq 0) { $Port = $Run.Port }
    if ($Address -eq '') { $Address = $To.Address }
    if ($TargetPort -eq 0) { $TargetPort = $Port }
    $request = @{ Operation = 'Connect'; From = $From; To = $To; Port = $Port; Address = $Address; TargetPort = $TargetPort }
    [bool](Invoke-HostTestProbe -Run $Run -Request $request)
}

function Assert-HostTestControl {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [psobject] $From,
        [Parameter(Mandatory)] [psobject] $To
    )

    if (-not (Test-HostTestArrival -Run $Run -From $From -To $To -Port $Run.ControlPort)) {
        throw 'the connection to the open control port did not arrive, so the experiment is invalid'
    }
}

# A probe that fails throws. It never counts as a blocked packet.
function Invoke-HostTestProbe {
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
        throw "the probe failed: $($_.Exception.Message)"
    }
    $text = "$answer"
    if ($Request.Operation -in 'Connect', 'Use' -and $answer -isnot [bool]) { throw "the probe failed: it returned '$text' instead of a boolean" }
    if ($answer -is [bool]) { $text = @{ $true = 'arrived'; $false = 'did not arrive' }[$answer] }
    $Run.Evidence.Add("$label -> $text")
    $answer
}
