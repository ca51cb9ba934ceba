function Get-HostTestPolicy {
    <#
    .SYNOPSIS
        The policies that an endpoint or the network has now, in the order in which HNS gives them.
    .PARAMETER Run
        The run.
    .PARAMETER Endpoint
        To look at; without one the network.
    .PARAMETER Type
        Only policies of this type.
    .OUTPUTS
        Parsed policies.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [psobject] $Endpoint,
        [string] $Type = ''
    )

    if ($null -eq $Endpoint) {
        $document = Get-HostTestDocument -Run $Run -Kind Network -Id $Run.Network.Id
    } else {
        $document = Get-HostTestDocument -Run $Run -Id $Endpoint.Id
    }
    foreach ($policy in @(Get-HostTestMember -Object $document -Name Policies)) {
        if ($null -ne $policy -and ($Type -eq '' -or $policy.Type -eq $Type)) { $policy }
    }
}
