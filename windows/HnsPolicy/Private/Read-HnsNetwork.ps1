function Read-HnsNetwork {
    <#
    .SYNOPSIS
        One network as HNS has it now.
    .PARAMETER Id
        GUID of the network.
    .OUTPUTS
        Name, Type and Policies (JSON texts); all empty when there is no such network.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Id)

    $network = [pscustomobject]@{ Name = ''; Type = ''; Policies = [string[]]@() }
    if ($Id -eq '') { return $network }
    $object = Read-HnsObject -Kind Network -Id $Id
    if ($null -eq $object) { return $network }
    $network.Name = Get-JsonMember -Object $object -Name Name
    $network.Type = Get-JsonMember -Object $object -Name Type
    # HNS leaves out the enumeration's zero (hns-api.md 2.7).
    if ($network.Type -eq '') { $network.Type = 'NAT' }
    $network.Policies = [string[]]@(Get-JsonList -Object $object -Name Policies)
    $network
}
