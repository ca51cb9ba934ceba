function Invoke-HnsNamespaceCollector {
    <#
    .SYNOPSIS
        The HNS namespaces: which endpoint belongs to which sandbox.
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticHnsListFile -Context $Context -Kind Namespace -Path 'hns/namespaces.json'
}
