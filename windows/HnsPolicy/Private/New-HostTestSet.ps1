function New-HostTestSet {
    <#
    .SYNOPSIS
        A SetPolicy of the network.
    .PARAMETER Id
        Of the set.
    .PARAMETER Values
        Comma list of addresses; of set ids for a nested set.
    .PARAMETER Nested
        A set of sets.
    .OUTPUTS
        The policy.
    #>
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param(
        [Parameter(Mandatory)] [string] $Id,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Values,
        [switch] $Nested
    )

    $type = 'IPSET'
    if ($Nested) { $type = 'NESTEDIPSET' }
    [ordered]@{ Type = 'SetPolicy'; Settings = [ordered]@{ Id = $Id; Name = $Id; PolicyType = $type; Values = $Values } }
}
