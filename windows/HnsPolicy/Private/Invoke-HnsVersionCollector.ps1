function Invoke-HnsVersionCollector {
    <#
    .SYNOPSIS
        HNS's own version, by which it says what it can do (hns-api.md 2.11).
    .PARAMETER Context
        Of the collector.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $null = $Context
    Get-DiagnosticHnsFile -Path 'hns/version.json' -Name HNSCall -Id 'GET /globals/version'
}
