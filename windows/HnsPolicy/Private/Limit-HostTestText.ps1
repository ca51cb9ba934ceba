function Limit-HostTestText {
    <#
    .SYNOPSIS
        A text short enough to be kept as evidence: of a thousand ACLs the first ones say enough.
    .PARAMETER Text
        The text.
    .OUTPUTS
        The text, or its two ends with the number of characters left out between them.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $longest = 3000
    if ($Text.Length -le $longest) { return $Text }
    $end = [int]($longest / 2)
    $Text.Substring(0, $end) + " ...($($Text.Length - 2 * $end) characters)... " + $Text.Substring($Text.Length - $end)
}
