function Test-SamePortList {
    <#
    .SYNOPSIS
        Whether two comma lists of ports and ranges hold the same ports.
    .PARAMETER One
        The one list.
    .PARAMETER Other
        The other list.
    .OUTPUTS
        $true or $false; $false where an entry of one is neither. An empty list is equal to none but an empty one: it means all
        ports.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $One,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Other
    )

    $sets = foreach ($list in $One, $Other) {
        $set = [System.Collections.Generic.HashSet[int]]::new()
        foreach ($entry in Split-CommaList -Text $list) {
            $match = [regex]::Match($entry, '\A([0-9]{1,5})(?:-([0-9]{1,5}))?\z')
            if (-not $match.Success) { return $false }
            $first = [int]$match.Groups[1].Value
            $last = $first
            if ($match.Groups[2].Success) { $last = [int]$match.Groups[2].Value }
            if ($last -lt $first) { return $false }
            $set.UnionWith([int[]]@($first..$last))
        }
        , $set
    }
    $sets[0].SetEquals($sets[1])
}
