function Invoke-ServiceCollector {
    <#
    .SYNOPSIS
        The services that policies depend on, and the process that HNS runs in.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    # 1060: there is no such service.
    foreach ($service in 'hns', 'vfpext', 'vmcompute', 'containerd', 'kubelet', 'kube-proxy', 'kubeproxy', 'BFE', 'mpssvc', 'nvagent') {
        $status = $null
        foreach ($record in @(Get-DiagnosticProgramFile -Context $Context -Path "services/$service-queryex.txt" -Program 'sc.exe' -Argument 'queryex', $service -AbsentExitCode 1060)) {
            if ($record.Record -eq 'file') { $status = Get-DiagnosticService -Text $record.Text }
            $record
        }
        if (-not $status) { continue }
        Get-DiagnosticProgramFile -Context $Context -Path "services/$service-qc.txt" -Program 'sc.exe' -Argument 'qc', $service
        if ($service -ne 'hns' -or $status.ProcessId -eq 0) { continue }
        $command = "Get-Process -Id $($status.ProcessId) | Select-Object Id, StartTime, HandleCount, WorkingSet64, " +
            "@{ n = 'ThreadCount'; e = { `$_.Threads.Count } } | ConvertTo-Json"
        Get-DiagnosticProgramFile -Context $Context -Path 'services/hns-process.json' -Program 'powershell.exe' -Argument '-NoProfile', '-NonInteractive', '-Command', $command
    }
}
