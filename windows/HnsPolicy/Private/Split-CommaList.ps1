function Split-CommaList {
    <#
    .SYNOPSIS
        The entries of a list field of an ACL.
    .PARAMETER Text
        Of the field.
    .OUTPUTS
        None for an empty field, which is any to HNS.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    if ($Text -ne '') { foreach ($entry in $Text.Split(',')) { $entry.Trim() } }
}
