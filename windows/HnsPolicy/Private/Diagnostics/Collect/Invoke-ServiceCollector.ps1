function Invoke-ServiceCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    # Exit code 1060: the service does not exist.
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

# Reads `sc.exe queryex`. Its labels are localised, so only numbers are used. The state is a number from 1 to 7 in the line after the type.
# The process id is the last line with only a number but one. ProcessId is 0 if there is none.
function Get-DiagnosticService {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $state = ''
    $id = 0
    $types = [regex]::Match($Text, '(?m)^\s+\S[^:\r\n]*:\s*[0-9a-fA-F]+\s+\S.*\r?\n\s+\S[^:\r\n]*:\s*([1-7])\s')
    if ($types.Success) {
        $names = @('', 'stopped', 'start-pending', 'stop-pending', 'running', 'continue-pending', 'pause-pending', 'paused')
        $state = $names[[int]$types.Groups[1].Value]
    }
    $numbers = @([regex]::Matches($Text, '(?m)^\s+\S[^:\r\n]*:\s*(\d+)\s*$'))
    if ($numbers.Count -gt 0) { $id = [int]$numbers[$numbers.Count - 1].Groups[1].Value }
    [pscustomobject]@{ State = $state; ProcessId = $id }
}
