function ConvertTo-ProtocolName {
    <#
    .SYNOPSIS
        What an ACL's Protocols means to a person.
    .PARAMETER Protocols
        Comma list of IANA numbers; '' and 256 are any (hns-api.md 2.6).
    .OUTPUTS
        Any, or a comma list of names; a number without a name here stays a number.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Protocols)

    if ($Protocols -eq '') { return 'Any' }
    $names = @{ '1' = 'ICMP'; '6' = 'TCP'; '17' = 'UDP'; '58' = 'ICMPv6'; '132' = 'SCTP'; '256' = 'Any' }
    $known = foreach ($number in Split-CommaList -Text $Protocols) {
        if ($names.ContainsKey($number)) { $names[$number] } else { $number }
    }
    $known -join ','
}
