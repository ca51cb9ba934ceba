function New-AclDifference {
    <#
    .SYNOPSIS
        One difference between what is wanted and what HNS holds.
    .PARAMETER Difference
        Missing, Extra, Changed or Duplicate.
    .PARAMETER Id
        Of the ACL.
    .PARAMETER Pod
        As of Read-PolicyPlan; $null where there is none.
    .PARAMETER Endpoint
        As of Read-HnsEndpoint; $null where there is none.
    .PARAMETER Wanted
        As of Read-AclPolicy; $null where there is none.
    .PARAMETER Actual
        As of Read-AclPolicy; $null where there is none.
    .PARAMETER Fields
        That differ.
    .OUTPUTS
        HnsPolicy.Difference
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Difference')]
    param(
        [Parameter(Mandatory)] [string] $Difference,
        [Parameter(Mandatory)] [string] $Id,
        [AllowNull()] [psobject] $Pod,
        [AllowNull()] [psobject] $Endpoint,
        [AllowNull()] [psobject] $Wanted,
        [AllowNull()] [psobject] $Actual,
        [AllowEmptyCollection()] [string[]] $Fields = @()
    )

    $result = [pscustomobject]@{
        PSTypeName = 'HnsPolicy.Difference'
        Difference = $Difference
        Endpoint   = ''
        Name       = ''
        Pod        = ''
        Addresses  = [string[]]@()
        Id         = $Id
        Fields     = $Fields
        Wanted     = ''
        Actual     = ''
    }
    if ($null -ne $Pod) {
        $result.Pod = $Pod.Pod
        $result.Addresses = $Pod.Addresses
    }
    if ($null -ne $Endpoint) {
        $result.Endpoint = $Endpoint.Id
        $result.Name = $Endpoint.Name
        $result.Addresses = $Endpoint.Addresses
    }
    if ($null -ne $Wanted) { $result.Wanted = $Wanted.Settings }
    if ($null -ne $Actual) { $result.Actual = $Actual.Settings }
    $result
}
