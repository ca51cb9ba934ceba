# A missing agent is no failure.
function Invoke-AgentCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $base = $Context.AgentUri
    $answers = $true
    foreach ($record in @(Get-DiagnosticRequestFile -Context $Context -Path 'agent/healthz.json' -Uri "$base/healthz")) {
        if ($record.Record -eq 'problem') { $answers = $false }
        $record
    }
    if ($answers) {
        # 503 means not ready.
        Get-DiagnosticRequestFile -Context $Context -Path 'agent/readyz.json' -Uri "$base/readyz" -ExpectedStatus 200, 503
        Get-DiagnosticRequestFile -Context $Context -Path 'agent/status.json' -Uri "$base/status"
        Get-DiagnosticRequestFile -Context $Context -Path 'agent/metrics.txt' -Uri "$base/metrics"
    }
    Get-DiagnosticLogFile -Path $Context.AgentLogPath -MaxBytes $Context.MaxFileBytes
}
