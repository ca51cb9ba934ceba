function Get-CrashFinding {
    <#
    .SYNOPSIS
        Services that ended unexpectedly, which HNS may answer by forgetting policies.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $file = 'events/service-crashes.xml'
    if (-not $Model.Text.Contains($file)) { return }
    foreach ($group in @(Get-DiagnosticCrash -Text $Model.Text[$file] | Group-Object -Property Service)) {
        $times = @($group.Group | ForEach-Object { $_.Time -replace '\.\d+Z$', 'Z' } | Sort-Object)
        $count = Format-DiagnosticCount $group.Count 'time'
        $common = @{ Detail = "ended unexpectedly at $($times -join ', ')"; Evidence = @($file); Subject = @($group.Name) }
        if ($group.Name -eq 'hns') {
            $severity = 'warning'
            if ($group.Count -ge 3) { $severity = 'error' }
            New-Finding @common -Severity $severity -Code 'hns-crashed' -Title "HNS restarted $count in the last 7 days" -Advice (
                'A restart of HNS can take every policy off every endpoint; the agent puts its own back at its next pass, kube-proxy may need a restart. Install the ' +
                'latest cumulative update; if it goes on, report it to Microsoft with events/program-crashes.xml and the dump in %LOCALAPPDATA%\CrashDumps.')
        }
        elseif (@('vfpext', 'vmcompute', 'containerd', 'kubelet', 'kube-proxy', 'kubeproxy', 'BFE', 'mpssvc') -contains $group.Name) {
            New-Finding @common -Severity warning -Code 'service-crashed' -Title "Service $($group.Name) restarted $count in the last 7 days" -Advice (
                "Look into $file and the service's own log for the cause.")
        }
    }
}
