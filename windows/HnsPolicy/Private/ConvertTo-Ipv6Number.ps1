function ConvertTo-Ipv6Number {
    <#
    .SYNOPSIS
        The number of an IPv6 address.
    .PARAMETER Text
        The address, without a prefix length.
    .OUTPUTS
        A bigint; nothing for a text that is no IPv6 address.
    #>
    [CmdletBinding()]
    [OutputType([bigint])]
    param([Parameter(Mandatory)] [string] $Text)

    # The last two groups may be written as IPv4.
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
    # '::' stands for at least one group.
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
