function Read-AclSide {
    <#
    .SYNOPSIS
        The addresses and ports of one side of an ACL.
    .PARAMETER Addresses
        Entries of the list of addresses; none is any.
    .PARAMETER Ports
        Comma list of ports and ranges; '' is any.
    .PARAMETER Sets
        The network's, as of Read-NetworkSet.
    .OUTPUTS
        AnyAddress, Blocks (as of ConvertTo-IpBlock), WholeFamilies (4 and 6 where 0.0.0.0/0 and ::/0 stand in the list itself; not
        in Blocks), UsesSets and Ports (first and last number each; $null: any).
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $Addresses,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Ports,
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, object[]]] $Sets
    )

    $blocks = [System.Collections.Generic.List[object]]::new()
    $whole = [System.Collections.Generic.List[int]]::new()
    $usesSets = $false
    foreach ($entry in $Addresses) {
        $block = ConvertTo-IpBlock -Text $entry
        if ($null -ne $block) {
            if ($block.Prefix -eq 0) { $whole.Add($block.Family) } else { $blocks.Add($block) }
        } elseif ($Sets.ContainsKey($entry)) {
            $usesSets = $true
            $blocks.AddRange($Sets[$entry])
        }
    }
    $ranges = $null
    if ($Ports -ne '') {
        $ranges = @(
            foreach ($entry in Split-CommaList -Text $Ports) {
                $match = [regex]::Match($entry, '\A([0-9]{1,5})(?:-([0-9]{1,5}))?\z')
                if (-not $match.Success) { continue }
                $first = [int]$match.Groups[1].Value
                $last = $first
                if ($match.Groups[2].Success) { $last = [int]$match.Groups[2].Value }
                , ($first, $last)
            }
        )
    }
    [pscustomobject]@{
        AnyAddress    = $Addresses.Count -eq 0
        Blocks        = $blocks
        WholeFamilies = $whole
        UsesSets      = $usesSets
        Ports         = $ranges
    }
}
