function Invoke-HnsNetworkCollector {
    <#
    .SYNOPSIS
        The HNS networks, as v2 and v1 documents.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticHnsListFile -Context $Context -Kind Network -Path 'hns/networks.json'
    Get-DiagnosticHnsFile -Path 'hns/networks-v1.json' -Name HNSCall -Id 'GET /networks/'
}
