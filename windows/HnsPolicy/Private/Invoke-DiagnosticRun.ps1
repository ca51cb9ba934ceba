function Invoke-DiagnosticRun {
    <#
    .SYNOPSIS
        Runs the collectors one after the other.
    .PARAMETER Options
        Context, IncludeFirewall, TimeoutSeconds, CollectorTimeout.
    .OUTPUTS
        Results of Invoke-DiagnosticCollector with AsksHns; Status skipped for what was not asked for, or not worth asking any more.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Options)

    $worker = @{ Runspace = $null }
    $collectors = @(Get-DiagnosticCollector)
    $done = 0
    $hung = 0
    try {
        foreach ($collector in $collectors) {
            Write-Progress -Activity 'Gathering diagnostics' -Status $collector.Title -PercentComplete ([int](100 * $done / $collectors.Count))
            $done++
            $seconds = $Options.TimeoutSeconds
            if ($Options.CollectorTimeout.ContainsKey($collector.Name)) { $seconds = [double]$Options.CollectorTimeout[$collector.Name] }
            $why = ''
            if ($collector.OptIn -and -not $Options.IncludeFirewall) { $why = 'not asked for; -IncludeFirewall does' }
            # Each call that hangs holds a thread of HNS.
            if ($collector.AsksHns -and $hung -ge 2) { $why = 'HNS did not answer twice, and is not asked again' }
            if ($why -ne '') {
                $problem = New-DiagnosticProblem -Kind absent -Subject $collector.Name -Message $why
                $result = [pscustomobject]@{
                    Name = $collector.Name; Title = $collector.Title; Status = 'skipped'; Seconds = 0.0; Files = @(); Problems = @($problem)
                }
            }
            else {
                $result = Invoke-DiagnosticCollector -Collector $collector -Context $Options.Context -TimeoutSeconds $seconds -Worker $worker
                if ($collector.AsksHns -and $result.Status -eq 'timed-out') { $hung++ }
            }
            $result.PSObject.Properties.Add([psnoteproperty]::new('AsksHns', $collector.AsksHns))
            $result
        }
    }
    finally {
        Write-Progress -Activity 'Gathering diagnostics' -Completed
        if ($worker.Runspace) { $worker.Runspace.Dispose() }
    }
}
