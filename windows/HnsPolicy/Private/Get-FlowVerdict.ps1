$script:OpenQuestions = [ordered]@{
    NoMatch          = 'no ACL matches: Windows Server 2022 lets such a flow pass, Windows Server 2025 blocks it (-NoMatch)'
    WholeFamilyBlock = 'an ACL names 0.0.0.0/0 or ::/0, which not every build reads as all addresses'
    SetSides         = 'an ACL names a set, and it is not known whether builds take LocalAddresses for the endpoint or for the source'
    SwitchRules      = 'on a network of this type it is not known whether ACLs of RuleType Switch have an effect'
    HostFirewall     = 'no ACL of RuleType Host allows the flow, which an L2Bridge network may need'
}

function Get-FlowVerdict {
    <#
    .SYNOPSIS
        What an endpoint's ACLs make of a flow in one direction, whichever way HNS may read them.
    .PARAMETER Ruleset
        As of Read-Ruleset.
    .PARAMETER Direction
        Seen from the endpoint.
    .PARAMETER Flow
        As of Test-AclRule.
    .PARAMETER NoMatch
        Allow, Block, or '' where it is not known.
    .OUTPUTS
        Verdict, Reason, Message and Acls.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [psobject] $Ruleset,
        [Parameter(Mandatory)] [ValidateSet('In', 'Out')] [string] $Direction,
        [Parameter(Mandatory)] [psobject] $Flow,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $NoMatch
    )

    if ($Ruleset.HasTiers) {
        $message = 'the endpoint has TierAcl policies, which may decide before any ACL and are not looked into'
        return [pscustomobject]@{ Verdict = 'Undetermined'; Reason = 'TierAcl'; Message = $message; Acls = @() }
    }
    $rules = @($Ruleset.Rules | Where-Object { ($_.Acl.Direction -ceq 'Out') -eq ($Direction -eq 'Out') })
    $readings = @(Get-HnsReading -Ruleset $Ruleset -Rules $rules -NoMatch $NoMatch)
    $matching = @{}
    $results = @(
        foreach ($reading in $readings) {
            # Whether an ACL matches hangs on two of the questions only.
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
                '{2} by {0} (priority {1})' -f $name, $first.Acls[0].Priority, $first.Acls[0].Action
            }
            'Clash' { "ACLs of priority $($first.Acls[0].Priority) that match disagree: HNS decides that as it likes" }
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
