# Only the v1 list has the VFP port and, on old builds, the state.
function Invoke-HnsEndpointCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $ids = [System.Collections.Generic.List[string]]::new()
    $complete = $true
    foreach ($found in Get-DiagnosticHnsObject -Context $Context -Kind Endpoint) {
        if ($found.Record -eq 'problem') {
            $complete = $false
            $found
            continue
        }
        $ids.Add($found.Id)
        New-DiagnosticFile -Path "hns/endpoints/$($found.Id.ToLowerInvariant()).json" -Text $found.Text
    }
    if ($complete -or $ids.Count -gt 0) {
        New-DiagnosticFile -Path 'hns/endpoints.json' -Text (ConvertTo-Json -InputObject @($ids.ToArray()))
    }
    Get-DiagnosticHnsFile -Path 'hns/endpoints-v1.json' -Name HNSCall -Id 'GET /endpoints/'
}

function Invoke-HnsStatisticsCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    try {
        $ids = @(ConvertFrom-DiagnosticJson -Strict -Text (Invoke-DiagnosticHnsCall -Name HcnEnumerateEndpoints))
    }
    catch {
        New-DiagnosticHnsProblem -Subject 'HcnEnumerateEndpoints' -ErrorRecord $_
        return
    }
    foreach ($id in $ids) {
        if ([datetime]::UtcNow -gt $Context.Deadline) {
            New-DiagnosticProblem -Kind timed-out -Subject 'GET /endpointstats' -Message 'incomplete because of the timeout'
            return
        }
        Get-DiagnosticHnsFile -Path "hns/statistics/$(([string]$id).ToLowerInvariant()).json" -Name HNSCall -Id "GET /endpointstats/$id"
    }
}
