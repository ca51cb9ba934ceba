$script:AclFields = @(
    'Id', 'Direction', 'Action', 'RuleType', 'Priority', 'Protocols', 'LocalAddresses', 'RemoteAddresses', 'LocalPorts', 'RemotePorts'
)

# Sorts the ACLs in the order in which HNS evaluates them. In each direction, Switch rules (the virtual switch) come before Host rules (the
# host's firewall), each by ascending Priority. ACLs of the same priority keep the order of the document, because HNS's order among them is
# undefined.
function ConvertTo-HnsPolicyAcl {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Acl')]
    param([Parameter(Mandatory)] [psobject] $Endpoint)

    $acls = [System.Collections.Generic.SortedDictionary[string, object]]::new([System.StringComparer]::Ordinal)
    foreach ($policy in $Endpoint.Policies) {
        $acl = Read-AclPolicy -Policy $policy
        if ($null -eq $acl) { continue }
        $text = @{}
        foreach ($name in $script:AclFields) { $text[$name] = Get-JsonMember -Object $acl.Fields -Name $name }
        # The default type is Switch and the default priority is 0 (docs/reference/hns-api.md section 2.6).
        if ($text.RuleType -eq '') { $text.RuleType = 'Switch' }
        $priority = 0L
        $null = [long]::TryParse(
            $text.Priority, [System.Globalization.NumberStyles]::AllowLeadingSign, [cultureinfo]::InvariantCulture, [ref]$priority)
        $own, $peer = $text.LocalPorts, $text.RemotePorts
        if ($text.Direction -ceq 'Out') { $peer, $own = $own, $peer }
        $place = '{0} {1} {2:d20} {3:d10}' -f $text.Direction, [int]($text.RuleType -ceq 'Host'), $priority, $acls.Count
        $acls[$place] = [pscustomobject]@{
            PSTypeName      = 'HnsPolicy.Acl'
            Endpoint        = $Endpoint.Id
            Id              = $text.Id
            Ours            = $acl.Ours
            Direction       = $text.Direction
            Priority        = $priority
            Action          = $text.Action
            Protocol        = ConvertTo-ProtocolName -Protocols $text.Protocols
            LocalAddresses  = [string[]]@(Split-CommaList -Text $text.LocalAddresses)
            RemoteAddresses = [string[]]@(Split-CommaList -Text $text.RemoteAddresses)
            Ports           = $own
            SourcePorts     = $peer
            RuleType        = $text.RuleType
            Settings        = $acl.Settings
        }
    }
    $acls.Values
}

function ConvertTo-ProtocolName {
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
