function Test-HostRequestForm {
    <#
    .SYNOPSIS
        What HNS makes of a request in an unusual form that carries a second ACL.
    .PARAMETER Run
        The run.
    .PARAMETER Envelope
        The request's fields apart from its settings.
    .PARAMETER Added
        The answer if the ACL now stands beside the first one.
    .PARAMETER Replaced
        The answer if it now stands in its place.
    .OUTPUTS
        The answer; refuse, or ignored where nothing has changed.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Envelope,
        [string] $Added = 'added',
        [string] $Replaced = 'replaced'
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    Assert-HostTestDone -Result (Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl -Fields @{ Id = 'first' }))
    $request = [ordered]@{}
    foreach ($name in $Envelope.Keys) { $request[$name] = $Envelope[$name] }
    $request.Settings = [ordered]@{ Policies = @(New-HostTestAcl -Fields @{ Id = 'second'; Priority = 1001 }) }
    $result = Send-HostTestRequest -Run $Run -Endpoint $endpoint -Document $request
    if (-not $result.Succeeded) { return 'refuse' }
    $ids = @(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL | ForEach-Object { $_.Settings.Id })
    if ('second' -notin $ids) { return 'ignored' }
    if ('first' -in $ids) { $Added } else { $Replaced }
}
