# Questions about the fields that HNS accepts in an ACL. Each row is an id, the question, and the fields that differ from the default ACL.
function Get-HostTestFieldQuestion {
    [CmdletBinding()]
    [OutputType([psobject])]
    param()

    $many = [string]::Join(',', @(for ($i = 0; $i -lt 4000; $i++) { '10.' + ($i -shr 7) + '.' + ($i -band 127) + '.1' }))
    $rows = @(
        , @('port-range', 'Is a port range accepted?', @{ LocalPorts = '8000-8010' })
        , @('port-list', 'Is a list of ports and ranges accepted?', @{ LocalPorts = '80,443,8000-8010' })
        , @('port-duplicates', 'May a list repeat a port?', @{ LocalPorts = '80,80' })
        , @('port-inverted', 'Is a range from high to low accepted?', @{ LocalPorts = '90-80' })
        , @('ports-with-any-protocol', 'Are ports accepted with any protocol?', @{ Protocols = '256'; LocalPorts = '80' })
        , @('ports-with-icmp', 'Are ports accepted with a protocol that has no ports?', @{ Protocols = '1'; LocalPorts = '80' })
        , @('protocol-list', 'Is a list of protocols accepted?', @{ Protocols = '6,17' })
        , @('protocol-sctp', 'Is SCTP accepted?', @{ Protocols = '132'; LocalPorts = '80' })
        , @('protocol-icmpv6', 'Is ICMPv6 accepted?', @{ Protocols = '58'; RemoteAddresses = '::/1,8000::/1' })
        , @('protocol-name', 'Is the name of a protocol accepted?', @{ Protocols = 'TCP' })
        , @('protocol-257', 'Is a protocol number above 256 (any) accepted?', @{ Protocols = '257' })
        , @('priority-zero', 'May a Switch rule have priority 0?', @{ Priority = 0 })
        , @('priority-above-65500', 'May a Switch rule have a priority above 65500?', @{ Priority = 65501 })
        , @('host-rule', 'Is a Host rule without priority accepted?', @{ RuleType = 'Host'; Priority = $null })
        , @('host-priority', 'May a Host rule have a priority?', @{ RuleType = 'Host'; Priority = 100 })
        , @('rule-type-absent', 'Is an ACL without RuleType accepted?', @{ RuleType = $null })
        , @('address-any', 'Is the address Any accepted?', @{ RemoteAddresses = 'Any' })
        , @('address-whole-family', 'Is the address 0.0.0.0/0 accepted?', @{ RemoteAddresses = '0.0.0.0/0' })
        , @('address-ipv6', 'Is an IPv6 address accepted?', @{ RemoteAddresses = 'fd00::9' })
        , @('address-mixed-families', 'May one ACL contain IPv4 and IPv6?', @{ RemoteAddresses = '10.0.0.9,fd00::9' })
        , @('address-4000', 'Is a list of 4000 addresses accepted?', @{ RemoteAddresses = $many })
        , @('unknown-field', 'Is an ACL with an unknown field accepted?', @{ HnsPolicySelftest = 1 })
        , @('enum-case', 'Is an action in another case accepted?', @{ Action = 'allow' })
        , @('enum-number', 'Is an action as a number accepted?', @{ Action = 0 })
    )
    foreach ($row in $rows) {
        $parameters = @{ Fields = $row[2] }
        if ($row[0] -eq 'enum-case') { $parameters += @{ Accepted = 'any'; Rejected = 'exact' } }
        New-HostTestQuestion $row[0] $row[1] ${function:Test-HostAclAccepted} $parameters
    }
}

function Test-HostAclAccepted {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Fields,
        [string] $Accepted = 'accept',
        [string] $Rejected = 'refuse'
    )

    $endpoint = New-HostTestEndpoint -Run $Run
    $result = Send-HostTestPolicy -Run $Run -Endpoint $endpoint -Policies @(New-HostTestAcl -Fields $Fields)
    if (-not $result.Succeeded) { return $Rejected }
    if (@(Get-HostTestPolicy -Run $Run -Endpoint $endpoint -Type ACL).Count -eq 1) { return $Accepted }
    # S_OK does not prove that HNS kept the ACL (docs/reference/calico-windows.md section 5.3 row 30).
    'accepted-but-not-kept'
}
