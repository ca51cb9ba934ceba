function ConvertTo-AddressKey {
    <#
    .SYNOPSIS
        One text for every spelling of an address.
    .PARAMETER Text
        IPv4 or IPv6 address.
    .OUTPUTS
        The text; '' for what is no single address.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $block = $null
    if ($Text.IndexOf('/') -lt 0) { $block = ConvertTo-IpBlock -Text $Text }
    if ($null -eq $block) { return '' }
    "$($block.Family)/$($block.First)"
}
