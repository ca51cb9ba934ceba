$script:Ipv4Block = [regex]::new('\A([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})(?:/(0|[1-9][0-9]?))?\z', 'CultureInvariant')
$script:Ipv6Block = [regex]::new('\A([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(0|[1-9][0-9]{0,2}))?\z', 'CultureInvariant')

# Reads an address or CIDR with the grammar of src/core/address.ts. Returns no value for any other text. First and Last are whole numbers.
# System.Net.IPAddress is unsuitable: it accepts octal numbers, short forms and scopes, and .NET versions differ.
function ConvertTo-IpBlock {
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
    # An IPv4-mapped IPv6 address or block.
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

# Returns no value if the text is no IPv6 address.
function ConvertTo-Ipv6Number {
    [CmdletBinding()]
    [OutputType([bigint])]
    param([Parameter(Mandatory)] [string] $Text)

    # The last two groups may have the form of an IPv4 address.
    $dot = $Text.IndexOf('.')
    if ($dot -ge 0) {
        $colon = $Text.LastIndexOf(':')
        $tail = ConvertTo-IpBlock -Text $Text.Substring($colon + 1)
        if ($null -eq $tail -or $tail.Family -ne 4) { return }
        $high = [System.Math]::Floor($tail.First / 65536)
        $Text = '{0}{1:x}:{2:x}' -f $Text.Substring(0, $colon + 1), [int]$high, [int]($tail.First % 65536)
    }
    $halves = @($Text -split '::')
    if ($halves.Count -gt 2) { return }
    $groups = @(foreach ($half in $halves) { , @($half.Split(':') | Where-Object { $half -ne '' }) })
    $given = 0
    foreach ($group in $groups) { $given += $group.Count }
    # '::' replaces at least one group.
    if (($halves.Count -eq 1 -and $given -ne 8) -or ($halves.Count -eq 2 -and $given -gt 7)) { return }
    $parts = $groups[0]
    if ($halves.Count -eq 2) { $parts = $groups[0] + @('0') * (8 - $given) + $groups[1] }
    $value = [bigint]::Zero
    foreach ($part in $parts) {
        if ($part -notmatch '\A[0-9A-Fa-f]{1,4}\z') { return }
        $value = $value * 65536 + [System.Convert]::ToInt32($part, 16)
    }
    $value
}
