function Invoke-HnsEndpointCollector {
    <#
    .SYNOPSIS
        The HNS endpoints with their policies: v2, a file each, and the v1 list, which alone has the state on old builds and the VFP port.
    .PARAMETER Context
        Of the collector.
    #>
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
