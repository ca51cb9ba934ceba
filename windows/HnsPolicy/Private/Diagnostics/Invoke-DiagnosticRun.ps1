# Runs the collectors in turn.
function Invoke-DiagnosticRun {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Options)

    $worker = @{ Runspace = $null }
    $collectors = @(Get-DiagnosticCollector)
    $done = 0
    $hung = 0
    try {
        foreach ($collector in $collectors) {
            Write-Progress -Activity 'Collecting diagnostics' -Status $collector.Title -PercentComplete ([int](100 * $done / $collectors.Count))
            $done++
            $seconds = $Options.TimeoutSeconds
            if ($Options.CollectorTimeout.ContainsKey($collector.Name)) { $seconds = [double]$Options.CollectorTimeout[$collector.Name] }
            $why = ''
            if ($collector.OptIn -and -not $Options.IncludeFirewall) { $why = 'skipped, use -IncludeFirewall' }
            # Each hanging call occupies a thread of HNS.
            if ($collector.AsksHns -and $hung -ge 2) { $why = 'skipped, because HNS timed out twice' }
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
        Write-Progress -Activity 'Collecting diagnostics' -Completed
        if ($worker.Runspace) { $worker.Runspace.Dispose() }
    }
}

# Runs one collector with a timeout. If it hangs, it is abandoned together with its runspace.
function Invoke-DiagnosticCollector {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Collector,
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [double] $TimeoutSeconds,
        [Parameter(Mandatory)] [hashtable] $Worker
    )

    if (-not $Worker.Runspace) {
        $Worker.Runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace()
        $Worker.Runspace.Open()
    }
    $own = $Context.Clone()
    $started = [datetime]::UtcNow
    # Collectors stop their own waits, for instance for programs, a little earlier, so that their partial results arrive.
    $own.Deadline = $started.AddSeconds($TimeoutSeconds * 0.9)
    $shell = [powershell]::Create()
    $shell.Runspace = $Worker.Runspace
    [void]$shell.AddScript({
            param($Module, $Command, $Context)
            # A hanging collector must not keep the process alive.
            [System.Threading.Thread]::CurrentThread.IsBackground = $true
            Import-Module -Name $Module -DisableNameChecking
            & (Get-Module -Name HnsPolicy) { param($Command, $Context) & $Command -Context $Context } $Command $Context
        }.ToString()).AddArgument($script:ModuleManifest).AddArgument($Collector.Command).AddArgument($own)
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $running = $shell.BeginInvoke($nothing, $output)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    # Short waits, so that Ctrl+C works.
    while (-not $running.AsyncWaitHandle.WaitOne(200) -and $clock.Elapsed.TotalSeconds -lt $TimeoutSeconds) { $null = $running }

    $problems = [System.Collections.Generic.List[object]]::new()
    if ($running.IsCompleted) {
        try {
            [void]$shell.EndInvoke($running)
        }
        catch {
            $cause = $_.Exception
            while ($cause.InnerException) { $cause = $cause.InnerException }
            $problems.Add((New-DiagnosticProblem -Kind failed -Subject $Collector.Name -Message $cause.Message))
        }
        $shell.Dispose()
    }
    else {
        $problems.Add((New-DiagnosticProblem -Kind timed-out -Subject $Collector.Name -Message "no answer within $TimeoutSeconds s, abandoned"))
        # PowerShell closes all open runspaces when it ends, and a hanging native call cannot be stopped. A background thread closes this runspace
        # and waits for the call. If the call returns later, its output is ignored.
        $close = [System.Delegate]::CreateDelegate([System.Action], $Worker.Runspace, 'Close')
        $null = [System.Threading.Tasks.Task]::Run([System.Action]$close)
        while ("$($Worker.Runspace.RunspaceStateInfo.State)" -eq 'Opened') { [System.Threading.Thread]::Sleep(10) }
        $Worker.Runspace = $null
    }

    # Enumerating an open collection would block.
    $records = @($output.ReadAll())
    $files = @($records | Where-Object { $_.Record -eq 'file' })
    $known = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($problem in @($records | Where-Object { $_.Record -eq 'problem' })) {
        # A missing program or HNS is reported once.
        $key = "$($problem.Subject) $($problem.Message)"
        if ($problem.Message -match $script:DiagnosticNoBridge) { $key = $problem.Message }
        if ($known.Add($key)) { $problems.Add($problem) }
    }
    $kinds = @($problems | ForEach-Object { $_.Kind } | Select-Object -Unique)
    $status = 'ok'
    if ($kinds -contains 'timed-out') { $status = 'timed-out' }
    elseif ($files.Count -gt 0 -and $kinds -contains 'failed') { $status = 'partial' }
    elseif ($kinds -contains 'failed') { $status = 'failed' }
    elseif ($files.Count -eq 0) { $status = 'not-available' }
    [pscustomobject]@{
        Name     = $Collector.Name
        Title    = $Collector.Title
        Status   = $status
        Seconds  = [System.Math]::Round($clock.Elapsed.TotalSeconds, 1)
        Files    = $files
        Problems = $problems.ToArray()
    }
}
