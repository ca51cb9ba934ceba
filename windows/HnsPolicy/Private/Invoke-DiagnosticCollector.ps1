function Invoke-DiagnosticCollector {
    <#
    .SYNOPSIS
        Runs one collector within its time. One that is not back by then is left behind, together with its runspace.
    .PARAMETER Collector
        Row of Get-DiagnosticCollector.
    .PARAMETER Context
        What collectors are told; Deadline is added.
    .PARAMETER TimeoutSeconds
        For the collector.
    .PARAMETER Worker
        Holds Runspace, $null for none yet. Shared by the collectors of one run, since loading this module takes time.
    .OUTPUTS
        Name, Title, Status (ok, partial, not-available, failed, timed-out), Seconds, Files, Problems.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Collector,
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [double] $TimeoutSeconds,
        [Parameter(Mandatory)] [hashtable] $Worker
    )

    if (-not $Worker.Runspace) { $Worker.Runspace = New-DiagnosticRunspace }
    $module = [System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'HnsPolicy.psd1')
    $own = $Context.Clone()
    $started = [datetime]::UtcNow
    # What collectors wait for themselves, such as programs, ends a little earlier, so that what came so far is still delivered in order.
    $own.Deadline = $started.AddSeconds($TimeoutSeconds * 0.9)
    $shell = [powershell]::Create()
    $shell.Runspace = $Worker.Runspace
    [void]$shell.AddScript({
            param($Module, $Command, $Context)
            # One that hangs must not keep the process alive.
            [System.Threading.Thread]::CurrentThread.IsBackground = $true
            Import-Module -Name $Module -DisableNameChecking
            & (Get-Module -Name HnsPolicy) { param($Command, $Context) & $Command -Context $Context } $Command $Context
        }.ToString()).AddArgument($module).AddArgument($Collector.Command).AddArgument($own)
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $running = $shell.BeginInvoke($nothing, $output)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    # In short waits, so that Ctrl+C is heard.
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
        $problems.Add((New-DiagnosticProblem -Kind timed-out -Subject $Collector.Name -Message "no answer within $TimeoutSeconds s; not waited for any longer"))
        # PowerShell closes all open runspaces when it ends, and a call that hangs in native code cannot be stopped. So a background thread closes this
        # one and waits for the call. A call that returns after all finds its pipeline stopped.
        $close = [System.Delegate]::CreateDelegate([System.Action], $Worker.Runspace, 'Close')
        $null = [System.Threading.Tasks.Task]::Run([System.Action]$close)
        while ("$($Worker.Runspace.RunspaceStateInfo.State)" -eq 'Opened') { [System.Threading.Thread]::Sleep(10) }
        $Worker.Runspace = $null
    }

    # Enumerated, a collection that is still open would wait for more.
    $records = @($output.ReadAll())
    $files = @($records | Where-Object { $_.Record -eq 'file' })
    $known = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($problem in @($records | Where-Object { $_.Record -eq 'problem' })) {
        # Once is enough that a program, or the way to HNS, is not here.
        $said = "$($problem.Subject) $($problem.Message)"
        if ($problem.Message -match $script:DiagnosticNoBridge) { $said = $problem.Message }
        if ($known.Add($said)) { $problems.Add($problem) }
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
