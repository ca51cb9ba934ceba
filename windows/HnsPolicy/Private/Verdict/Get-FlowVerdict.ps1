$script:OpenQuestions = [ordered]@{
    NoMatch          = 'no ACL matches: Windows Server 2022 allows such a flow and Windows Server 2025 blocks it (-NoMatch)'
    WholeFamilyBlock = 'an ACL names 0.0.0.0/0 or ::/0, which some builds do not treat as all addresses'
    SetSides         = 'an ACL names a set, and LocalAddresses may mean the endpoint or the source'
    SwitchRules      = 'ACLs of RuleType Switch may have no effect on a network of this type'
    HostFirewall     = 'no ACL of RuleType Host allows the flow, which an L2Bridge network may need'
}

# Evaluates a flow under every reading that HNS may use. Returns Undetermined with the open questions if the readings disagree.
function Get-FlowVerdict {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Ruleset,
        [Parameter(Mandatory)] [ValidateSet('In', 'Out')] [string] $Direction,
        [Parameter(Mandatory)] [psobject] $Flow,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $NoMatch
    )

    if ($Ruleset.HasTiers) {
        $message = 'the endpoint has TierAcl policies, which may override any ACL and are not evaluated'
        return [pscustomobject]@{ Verdict = 'Undetermined'; Reason = 'TierAcl'; Message = $message; Acls = @() }
    }
    $rules = @($Ruleset.Rules | Where-Object { ($_.Acl.Direction -ceq 'Out') -eq ($Direction -eq 'Out') })
    $readings = @(Get-HnsReading -Ruleset $Ruleset -Rules $rules -NoMatch $NoMatch)
    $matching = @{}
    $results = @(
        foreach ($reading in $readings) {
            # Only two of the open questions affect matching.
            $key = "$($reading.WholeFamilyBlock) $($reading.SetSides)"
            if (-not $matching.ContainsKey($key)) {
                $matching[$key] = @(foreach ($rule in $rules) { if (Test-AclRule -Rule $rule -Flow $Flow -Reading $reading) { $rule.Acl } })
            }
            Resolve-AclVerdict -Matching $matching[$key] -HasAcls ($rules.Count -gt 0) -Reading $reading
        }
    )
    $first = $results[0]
    if (@($results | Where-Object { $_.Verdict -ne $first.Verdict }).Count -eq 0) {
        $message = switch ($first.By) {
            'Acl' {
                $name = $first.Acls[0].Id
                if ($name -eq '') { $name = 'an ACL without Id' }
                $owner = ''
                if (-not $first.Acls[0].Ours) {
                    $owner = ', a foreign ACL'
                    if (@($rules | Where-Object { $_.Acl.Ours }).Count -gt 0) { $owner = ', a foreign ACL in front of those of the agent' }
                }
                '{2} by {0} (priority {1}){3}' -f $name, $first.Acls[0].Priority, $first.Acls[0].Action, $owner
            }
            'Clash' { "ACLs of priority $($first.Acls[0].Priority) that match disagree, so the verdict is undefined" }
            'NoMatch' { 'no ACL matches' }
            'NoAcl' { 'the endpoint has no ACL in this direction' }
            'HostFirewall' { $script:OpenQuestions.HostFirewall }
        }
        return [pscustomobject]@{ Verdict = $first.Verdict; Reason = $first.By; Message = $message; Acls = $first.Acls }
    }
    $matters = @(Find-OpenQuestion -Readings $readings -Results $results)
    $acls = [System.Collections.Generic.List[object]]::new()
    foreach ($result in $results) { foreach ($acl in $result.Acls) { if (-not $acls.Contains($acl)) { $acls.Add($acl) } } }
    [pscustomobject]@{
        Verdict = 'Undetermined'
        Reason  = $matters -join ','
        Message = @(foreach ($name in $matters) { $script:OpenQuestions[$name] }) -join '; '
        Acls    = $acls.ToArray()
    }
}

# Returns the open questions that affect the verdict: two readings that differ only in this question give different verdicts.
function Find-OpenQuestion {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [hashtable[]] $Readings,
        [Parameter(Mandatory)] [object[]] $Results
    )

    $found = @{}
    for ($one = 0; $one -lt $Readings.Count; $one++) {
        for ($other = $one + 1; $other -lt $Readings.Count; $other++) {
            if ($Results[$one].Verdict -eq $Results[$other].Verdict) { continue }
            $differing = @($Readings[$one].Keys | Where-Object { $Readings[$one][$_] -ne $Readings[$other][$_] })
            if ($differing.Count -eq 1) { $found[$differing[0]] = $true }
        }
    }
    foreach ($name in $script:OpenQuestions.Keys) { if ($found.ContainsKey($name)) { $name } }
}
