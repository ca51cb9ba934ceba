# All members are empty if the network does not exist. Policies are JSON texts.
function Read-HnsNetwork {
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Id)

    $network = [pscustomobject]@{ Name = ''; Type = ''; Policies = [string[]]@() }
    if ($Id -eq '') { return $network }
    $object = Read-HnsObject -Kind Network -Id $Id
    if ($null -eq $object) { return $network }
    $network.Name = Get-JsonMember -Object $object -Name Name
    $network.Type = Get-JsonMember -Object $object -Name Type
    # HNS omits the enumeration's zero value (docs/reference/hns-api.md section 2.7).
    if ($network.Type -eq '') { $network.Type = 'NAT' }
    $network.Policies = [string[]]@(Get-JsonList -Object $object -Name Policies)
    $network
}
