function Read-Ruleset {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Endpoint,
        [Parameter(Mandatory)] [psobject] $Network
    )

    $sets = Read-NetworkSet -Policies $Network.Policies
    $types = @(foreach ($policy in $Endpoint.Policies) { Get-JsonMember -Object (Split-JsonText -As Object -Json $policy) -Name Type })
    [pscustomobject]@{
        Rules       = @(foreach ($acl in ConvertTo-HnsPolicyAcl -Endpoint $Endpoint) { ConvertTo-AclRule -Acl $acl -Sets $sets })
        NetworkType = $Network.Type
        HasTiers    = $types -ccontains 'TierAcl'
    }
}

# Prepares an ACL for matching. Protocols is $null for any. An entry that cannot be read matches no traffic.
function ConvertTo-AclRule {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Acl,
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, object[]]] $Sets
    )

    $protocols = Get-JsonMember -Object (Split-JsonText -As Object -Json $Acl.Settings) -Name Protocols
    $numbers = $null
    if ($protocols -cnotin '', '256') { $numbers = [string[]]@(Split-CommaList -Text $protocols) }
    $localPorts, $remotePorts = $Acl.Ports, $Acl.SourcePorts
    if ($Acl.Direction -ceq 'Out') { $localPorts, $remotePorts = $remotePorts, $localPorts }
    $local = Read-AclSide -Addresses $Acl.LocalAddresses -Ports $localPorts -Sets $Sets
    $remote = Read-AclSide -Addresses $Acl.RemoteAddresses -Ports $remotePorts -Sets $Sets
    [pscustomobject]@{
        Acl              = $Acl
        Protocols        = $numbers
        Local            = $local
        Remote           = $remote
        UsesSets         = $local.UsesSets -or $remote.UsesSets
        NamesWholeFamily = $local.WholeFamilies.Count + $remote.WholeFamilies.Count -gt 0
    }
}

# Blocks excludes 0.0.0.0/0 and ::/0, which WholeFamilies lists as 4 and 6. Ports holds pairs of first and last port, or $null for any port.
function Read-AclSide {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $Addresses,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Ports,
        [Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, object[]]] $Sets
    )

    $blocks = [System.Collections.Generic.List[object]]::new()
    $whole = [System.Collections.Generic.List[int]]::new()
    $usesSets = $false
    foreach ($entry in $Addresses) {
        $block = ConvertTo-IpBlock -Text $entry
        if ($null -ne $block) {
            if ($block.Prefix -eq 0) { $whole.Add($block.Family) } else { $blocks.Add($block) }
        } elseif ($Sets.ContainsKey($entry)) {
            $usesSets = $true
            $blocks.AddRange($Sets[$entry])
        }
    }
    $ranges = $null
    if ($Ports -ne '') {
        $ranges = @(
            foreach ($entry in Split-CommaList -Text $Ports) {
                $match = [regex]::Match($entry, '\A([0-9]{1,5})(?:-([0-9]{1,5}))?\z')
                if (-not $match.Success) { continue }
                $first = [int]$match.Groups[1].Value
                $last = $first
                if ($match.Groups[2].Success) { $last = [int]$match.Groups[2].Value }
                , ($first, $last)
            }
        )
    }
    [pscustomobject]@{
        AnyAddress    = $Addresses.Count -eq 0
        Blocks        = $blocks
        WholeFamilies = $whole
        UsesSets      = $usesSets
        Ports         = $ranges
    }
}

# Maps the Id of each SetPolicy, including nested sets, to its address blocks (docs/reference/hns-api.md section 2.7).
function Read-NetworkSet {
    [CmdletBinding()]
    [OutputType([System.Collections.Generic.Dictionary[string, object[]]])]
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $Policies)

    $plain = [System.Collections.Generic.Dictionary[string, object[]]]::new([System.StringComparer]::Ordinal)
    $nested = [System.Collections.Generic.Dictionary[string, string[]]]::new([System.StringComparer]::Ordinal)
    foreach ($policy in $Policies) {
        $members = Split-JsonText -As Object -Json $policy
        if ((Get-JsonMember -Object $members -Name Type) -cne 'SetPolicy') { continue }
        $settings = Split-JsonText -As Object -Json (Get-JsonMember -Object $members -Name Settings -Raw)
        $id = Get-JsonMember -Object $settings -Name Id
        $values = [string[]]@(Split-CommaList -Text (Get-JsonMember -Object $settings -Name Values))
        # The name or the enumeration's number.
        if ((Get-JsonMember -Object $settings -Name PolicyType) -cin 'NESTEDIPSET', '1') { $nested[$id] = $values; continue }
        $plain[$id] = @(foreach ($value in $values) { ConvertTo-IpBlock -Text $value })
    }
    # $nested.Keys would return a set with the Id 'Keys', if there is one.
    foreach ($set in $nested.GetEnumerator()) {
        $plain[$set.Key] = @(foreach ($member in $set.Value) { if ($plain.ContainsKey($member)) { $plain[$member] } })
    }
    , $plain
}
