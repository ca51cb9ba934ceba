# Evaluates a flow under one reading, by the rules of src/simulator/hns/judge.ts.
function Resolve-AclVerdict {
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Matching,
        [Parameter(Mandatory)] [bool] $HasAcls,
        [Parameter(Mandatory)] [hashtable] $Reading
    )

    $verdict = $null
    foreach ($stage in 'Switch', 'Host') {
        $enforced = $stage -eq 'Host' -or $Reading.SwitchRules -eq 'Enforced'
        $acls = @()
        if ($enforced) { $acls = @(Find-DecidingAcl -Acls $Matching -Stage $stage) }
        $allowing = @($acls | Where-Object { $_.Action -ceq 'Allow' })
        if ($allowing.Count -gt 0 -and $allowing.Count -lt $acls.Count) {
            return [pscustomobject]@{ Verdict = 'Undetermined'; By = 'Clash'; Acls = $acls }
        }
        if ($acls.Count -gt 0) {
            if ($allowing.Count -eq 0) { return [pscustomobject]@{ Verdict = 'Blocked'; By = 'Acl'; Acls = @($acls[0]) } }
            # Both stages must allow. The first one is the reason.
            if ($stage -eq 'Switch') { $verdict = [pscustomobject]@{ Verdict = 'Allowed'; By = 'Acl'; Acls = @($acls[0]) } }
        } elseif ($stage -eq 'Host') {
            if ($Reading.HostFirewall -eq 'Closed') { return [pscustomobject]@{ Verdict = 'Blocked'; By = 'HostFirewall'; Acls = @() } }
        } elseif (-not $HasAcls) {
            $verdict = [pscustomobject]@{ Verdict = 'Allowed'; By = 'NoAcl'; Acls = @() }
        } elseif ($enforced -and $Reading.NoMatch -eq 'Block') {
            return [pscustomobject]@{ Verdict = 'Blocked'; By = 'NoMatch'; Acls = @() }
        } else {
            $verdict = [pscustomobject]@{ Verdict = 'Allowed'; By = 'NoMatch'; Acls = @() }
        }
    }
    $verdict
}

# Returns the matching ACLs of the lowest priority in one stage. $Acls is sorted by priority.
function Find-DecidingAcl {
    [CmdletBinding()]
    [OutputType('HnsPolicy.Acl')]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Acls,
        [Parameter(Mandatory)] [ValidateSet('Switch', 'Host')] [string] $Stage
    )

    $priority = $null
    foreach ($acl in $Acls) {
        # Every rule type other than Host counts as Switch.
        if (($acl.RuleType -ceq 'Host') -ne ($Stage -eq 'Host')) { continue }
        if ($null -ne $priority -and $acl.Priority -ne $priority) { return }
        $priority = $acl.Priority
        $acl
    }
}
