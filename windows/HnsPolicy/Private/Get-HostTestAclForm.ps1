function Get-HostTestAclForm {
    <#
    .SYNOPSIS
        The questions that are answered by whether HNS takes an ACL.
    .OUTPUTS
        For each its id, the question, and parameters of Test-HostAclAccepted.
    #>
    [CmdletBinding()]
    [OutputType([object[]])]
    param()

    $many = [string]::Join(',', @(for ($i = 0; $i -lt 4000; $i++) { '10.' + ($i -shr 7) + '.' + ($i -band 127) + '.1' }))

    , @('port-range', 'Is a port range taken?', @{ Fields = @{ LocalPorts = '8000-8010' } })
    , @('port-list', 'Is a list of ports and ranges taken?', @{ Fields = @{ LocalPorts = '80,443,8000-8010' } })
    , @('port-duplicates', 'May a port stand twice in a list?', @{ Fields = @{ LocalPorts = '80,80' } })
    , @('port-inverted', 'Is a range from high to low taken?', @{ Fields = @{ LocalPorts = '90-80' } })
    , @('ports-with-any-protocol', 'Are ports taken with any protocol?', @{ Fields = @{ Protocols = '256'; LocalPorts = '80' } })
    , @('ports-with-icmp', 'Are ports taken with a protocol that has none?', @{ Fields = @{ Protocols = '1'; LocalPorts = '80' } })
    , @('protocol-list', 'Is a list of protocols taken?', @{ Fields = @{ Protocols = '6,17' } })
    , @('protocol-sctp', 'Is SCTP taken?', @{ Fields = @{ Protocols = '132'; LocalPorts = '80' } })
    , @('protocol-name', 'Is the name of a protocol taken?', @{ Fields = @{ Protocols = 'TCP' } })
    , @('protocol-257', 'Is a protocol number above any taken?', @{ Fields = @{ Protocols = '257' } })
    , @('priority-zero', 'May a Switch rule have priority 0?', @{ Fields = @{ Priority = 0 } })
    , @('priority-above-65500', 'May a Switch rule have a priority above 65500?', @{ Fields = @{ Priority = 65501 } })
    , @('host-rule', 'Is a Host rule without priority taken?', @{ Fields = @{ RuleType = 'Host'; Priority = $null } })
    , @('host-priority', 'May a Host rule have a priority?', @{ Fields = @{ RuleType = 'Host'; Priority = 100 } })
    , @('rule-type-absent', 'Is an ACL without RuleType taken?', @{ Fields = @{ RuleType = $null } })
    , @('address-any', 'Is the address Any taken?', @{ Fields = @{ RemoteAddresses = 'Any' } })
    , @('address-whole-family', 'Is the address 0.0.0.0/0 taken?', @{ Fields = @{ RemoteAddresses = '0.0.0.0/0' } })
    , @('address-ipv6', 'Is an IPv6 address taken?', @{ Fields = @{ RemoteAddresses = 'fd00::9' } })
    , @('address-mixed-families', 'May one ACL hold IPv4 and IPv6?', @{ Fields = @{ RemoteAddresses = '10.0.0.9,fd00::9' } })
    , @('address-4000', 'Is a list of 4000 addresses taken?', @{ Fields = @{ RemoteAddresses = $many } })
    , @('unknown-field', 'Is an ACL with an unknown field taken?', @{ Fields = @{ HnsPolicySelftest = 1 } })
    , @('enum-case', 'Is an action in other letters taken?', @{ Fields = @{ Action = 'allow' }; Accepted = 'any'; Refused = 'exact' })
    , @('enum-number', 'Is an action as a number taken?', @{ Fields = @{ Action = 0 } })
}
