function Read-Ruleset {
    <#
    .SYNOPSIS
        An endpoint's ACLs as what flows can be held against.
    .PARAMETER Endpoint
        As of Read-HnsEndpoint.
    .PARAMETER Network
        The endpoint's, as of Read-HnsNetwork.
    .OUTPUTS
        Rules (as of ConvertTo-AclRule), NetworkType and HasTiers.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Endpoint,
        [Parameter(Mandatory)] [psobject] $Network
    )

    $sets = Read-NetworkSet -Policies $Network.Policies
    $types = @(foreach ($policy in $Endpoint.Policies) { Get-JsonMember -Object (Split-JsonText -As Object -Json $policy) -Name Type })
    [pscustomobject]@{
        Rules       = @(foreach ($acl in ConvertTo-HnsPolicyAcl -Endpoint $Endpoint) { ConvertTo-AclRule -Acl $acl -Sets $sets })
        NetworkType = $Network.Type
        HasTiers    = $types -ccontains 'TierAcl'
    }
}
