$script:Ipv4Block = [regex]::new('\A([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})(?:/(0|[1-9][0-9]?))?\z', 'CultureInvariant')
$script:Ipv6Block = [regex]::new('\A([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(0|[1-9][0-9]{0,2}))?\z', 'CultureInvariant')

function ConvertTo-IpBlock {
    <#
    .SYNOPSIS
        The addresses that an address or CIDR means, by the grammar of src/core/address.ts.
    .DESCRIPTION
        System.Net.IPAddress is not used: it takes octal numbers, short forms and scopes, and not the same in all versions of .NET.
    .PARAMETER Text
        The address or CIDR. Host bits are ignored, ::ffff:10.0.0.1 is IPv4.
    .OUTPUTS
        Family (4 or 6), Prefix, First and Last (whole numbers); nothing for a text that is neither.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)

    $family = 4
    $match = $script:Ipv4Block.Match($Text)
    if ($match.Success) {
        $bits = 32
        [long]$value = 0
        foreach ($group in 1..4) {
            $part = [int]$match.Groups[$group].Value
            if ($part -gt 255) { return }
            $value = $value * 256 + $part
        }
        $prefix = $match.Groups[5]
    } else {
        $match = $script:Ipv6Block.Match($Text)
        if (-not $match.Success) { return }
        $family = 6
        $bits = 128
        $value = ConvertTo-Ipv6Number -Text $match.Groups[1].Value
        if ($null -eq $value) { return }
        $prefix = $match.Groups[2]
    }
    $length = $bits
    if ($prefix.Success) { $length = [int]$prefix.Value }
    if ($length -gt $bits) { return }
    # An IPv4 address, or block of them, in the clothes of IPv6.
    if ($family -eq 6 -and $length -ge 96 -and [bigint]::Divide($value, 4294967296L) -eq 0xffff) {
        $family = 4
        $bits = 32
        $length -= 96
        $value = [long][bigint]::Remainder($value, 4294967296L)
    }
    if ($family -eq 4) { $size = 1L -shl ($bits - $length) } else { $size = [bigint]::Pow(2, $bits - $length) }
    $first = $value - $value % $size
    [pscustomobject]@{ Family = $family; Prefix = $length; First = $first; Last = $first + $size - 1 }
}
