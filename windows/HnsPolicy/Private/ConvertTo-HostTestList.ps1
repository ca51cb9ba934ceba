function ConvertTo-HostTestList {
    <#
    .SYNOPSIS
        One spelling of all that mean the same list.
    .PARAMETER Text
        A field of an ACL.
    .OUTPUTS
        Its entries in order, single addresses without their prefix length, single ports not as ranges.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $entries = [string[]]@($Text.Split(',') | ForEach-Object { $_ -replace '/32$', '' -replace '^(\d+)-\1$', '$1' })
    [System.Array]::Sort($entries, [System.StringComparer]::Ordinal)
    [string]::Join(',', $entries)
}
