function Test-HostNetworkRemoval {
    <#
    .SYNOPSIS
        What removing a network does to its endpoints. The last question, since it is about the self-test's own network.
    .PARAMETER Run
        The run.
    .OUTPUTS
        refuse, cascade (they are gone with it) or orphan.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [psobject] $Run)

    $endpoint = New-HostTestEndpoint -Run $Run -Unattached
    $result = Invoke-HostTestCall -Run $Run -Name HcnDeleteNetwork -Id $Run.Network.Id
    if (-not $result.Succeeded) { return 'refuse' }
    $result = Invoke-HostTestCall -Run $Run -Name HcnQueryEndpointProperties -Id $endpoint.Id
    if ($result.Succeeded) { 'orphan' } else { 'cascade' }
}
