function Test-HostState {
    <#
    .SYNOPSIS
        The state of an endpoint of the self-test, by its v1 document.
    .PARAMETER Run
        The run.
    .OUTPUTS
        A number of hns-api.md 2.3: 2 or 3 where it is attached.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run
    $document = Get-HostTestDocument -Run $Run -Id $endpoint.Id -Query '{"SchemaVersion":{"Major":1,"Minor":0}}'
    [string](Get-HostTestMember -Object $document -Name State)
}
