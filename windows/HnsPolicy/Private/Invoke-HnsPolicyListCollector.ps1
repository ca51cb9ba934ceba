function Invoke-HnsPolicyListCollector {
    <#
    .SYNOPSIS
        kube-proxy's load balancers and the port pools, which HNS shows by its v1 API.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $null = $Context
    Get-DiagnosticHnsFile -Path 'hns/policylists-v1.json' -Name HNSCall -Id 'GET /policylists/'
    Get-DiagnosticHnsFile -Path 'hns/portpools-v1.json' -Name HNSCall -Id 'GET /portpools/'
}
