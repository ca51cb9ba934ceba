function Get-DiagnosticModel {
    <#
    .SYNOPSIS
        What findings are drawn from: the collected files, read.
    .PARAMETER Text
        Files by their path, secrets removed, not yet cut.
    .PARAMETER Collector
        Results of Invoke-DiagnosticCollector.
    .PARAMETER Options
        What the command was told: AgentUri.
    .OUTPUTS
        Text, Collector, Options, Networks, Endpoints; see Get-DiagnosticEndpoint.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Text,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Collector,
        [Parameter(Mandatory)] [hashtable] $Options
    )

    $networks = @(Get-DiagnosticNetwork -Text $Text)
    [pscustomobject]@{
        Text      = $Text
        Collector = $Collector
        Options   = $Options
        Networks  = $networks
        Endpoints = @(Get-DiagnosticEndpoint -Text $Text -Network $networks)
    }
}
