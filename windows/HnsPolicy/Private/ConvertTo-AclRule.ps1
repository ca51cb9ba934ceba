function ConvertTo-AclRule {
    <#
    .SYNOPSIS
        An ACL as what a flow can be held against.
    .DESCRIPTION
        An entry that cannot be read matches nothing.
    .PARAMETER Acl
        As of ConvertTo-HnsPolicyAcl.
    .PARAMETER Sets
        The network's, as of Read-NetworkSet.
    .OUTPUTS
        Acl, Protocols ($null: any), Local and Remote (sides as of Read-AclSide, with Ports), UsesSets and NamesWholeFamily.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Acl,
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, object[]]] $Sets
    )

    $protocols = Get-JsonMember -Object (Split-JsonText -As Object -Json $Acl.Settings) -Name Protocols
    $numbers = $null
    if ($protocols -cnotin '', '256') { $numbers = [string[]]@(Split-CommaList -Text $protocols) }
    $localPorts, $remotePorts = $Acl.Ports, $Acl.SourcePorts
    if ($Acl.Direction -ceq 'Out') { $localPorts, $remotePorts = $remotePorts, $localPorts }
    $local = Read-AclSide -Addresses $Acl.LocalAddresses -Ports $localPorts -Sets $Sets
    $remote = Read-AclSide -Addresses $Acl.RemoteAddresses -Ports $remotePorts -Sets $Sets
    [pscustomobject]@{
        Acl              = $Acl
        Protocols        = $numbers
        Local            = $local
        Remote           = $remote
        UsesSets         = $local.UsesSets -or $remote.UsesSets
        NamesWholeFamily = $local.WholeFamilies.Count + $remote.WholeFamilies.Count -gt 0
    }
}
