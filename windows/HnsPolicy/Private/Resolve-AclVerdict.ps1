function Resolve-AclVerdict {
    <#
    .SYNOPSIS
        What an endpoint's ACLs make of a flow, HNS being read in one way. The rules of src/simulator/hns/judge.ts.
    .PARAMETER Matching
        The ACLs that match the flow in its direction, in the order in which HNS tries them.
    .PARAMETER HasAcls
        Whether the endpoint has any ACL in that direction.
    .PARAMETER Reading
        One of Get-HnsReading.
    .OUTPUTS
        Verdict (Allowed, Blocked or Undetermined), By (Acl, Clash, NoMatch, NoAcl or HostFirewall) and Acls: the one that decided,
        or those that clash.
    #>
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
            # Both stages must allow; the first says why.
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
