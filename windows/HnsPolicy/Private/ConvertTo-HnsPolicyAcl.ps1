$script:AclFields = @(
    'Id', 'Direction', 'Action', 'RuleType', 'Priority', 'Protocols', 'LocalAddresses', 'RemoteAddresses', 'LocalPorts', 'RemotePorts'
)

function ConvertTo-HnsPolicyAcl {
    <#
    .SYNOPSIS
        The ACLs among an endpoint's policies as objects, in the order in which HNS tries them.
    .DESCRIPTION
        Per direction Switch rules (the virtual switch) before Host rules (the host's firewall), each by ascending Priority; where
        the number is the same, as they stand in the document, which is not to say that HNS tries them so.
    .PARAMETER Endpoint
        As of Read-HnsEndpoint.
    .OUTPUTS
        HnsPolicy.Acl objects.
    #>
    [CmdletBinding()]
    [OutputType('HnsPolicy.Acl')]
    param([Parameter(Mandatory)] [psobject] $Endpoint)

    $acls = [System.Collections.Generic.SortedDictionary[string, object]]::new([System.StringComparer]::Ordinal)
    foreach ($policy in $Endpoint.Policies) {
        $acl = Read-AclPolicy -Policy $policy
        if ($null -eq $acl) { continue }
        $text = @{}
        foreach ($name in $script:AclFields) { $text[$name] = Get-JsonMember -Object $acl.Fields -Name $name }
        # A rule without a type is a Switch rule, one without a priority has 0 (hns-api.md 2.6).
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
