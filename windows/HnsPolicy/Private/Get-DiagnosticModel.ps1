function Get-DiagnosticModel {
    <#
    .SYNOPSIS
        What findings are drawn from: the collected files, read.
    .PARAMETER Text
        Files by their path, secrets removed, not yet cut.
    .PARAMETER Collector
        Results of Invoke-DiagnosticRun.
    .PARAMETER Options
        What the command was told: AgentUri.
    .OUTPUTS
        Text, Collector, Options, Networks (Get-DiagnosticNetwork), Endpoints (Get-DiagnosticEndpoint), Unread: why one of these could not be made.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Text,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Collector,
        [Parameter(Mandatory)] [hashtable] $Options
    )

    $model = [pscustomobject]@{ Text = $Text; Collector = $Collector; Options = $Options; Networks = @(); Endpoints = @(); Unread = '' }
    # The files are worth more than what is made of them here.
    try {
        $model.Networks = @(Get-DiagnosticNetwork -Text $Text)
        $model.Endpoints = @(Get-DiagnosticEndpoint -Text $Text -Network $model.Networks)
    }
    catch {
        $model.Unread = $_.Exception.Message
    }
    $model
}
