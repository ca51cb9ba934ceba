function Invoke-HnsStatisticsCollector {
    <#
    .SYNOPSIS
        Bytes, packets and drops of every endpoint.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    try {
        $ids = @(ConvertFrom-DiagnosticJson -Text (Invoke-DiagnosticHnsCall -Name HcnEnumerateEndpoints))
    }
    catch {
        New-DiagnosticHnsProblem -Subject 'HcnEnumerateEndpoints' -ErrorRecord $_
        return
    }
    foreach ($id in $ids) {
        if ([datetime]::UtcNow -gt $Context.Deadline) {
            New-DiagnosticProblem -Kind timed-out -Subject 'GET /endpointstats' -Message 'not all of them could be read in time'
            return
        }
        Get-DiagnosticHnsFile -Path "hns/statistics/$(([string]$id).ToLowerInvariant()).json" -Name HNSCall -Id "GET /endpointstats/$id"
    }
}
