# Returns the line that `hns-policy connect --explain` prints for this half (src/cli/connect/explain.ts), as far as HNS has the data: the ACLs, but
# no pods and rules.
function Format-ConnectionHalf {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [psobject] $Result,
        [Parameter(Mandatory)] [ValidateSet('In', 'Out')] [string] $Direction,
        [Parameter(Mandatory)] [string] $From,
        [Parameter(Mandatory)] [string] $To
    )

    $half = "ingress to $To"
    if ($Direction -eq 'Out') { $half = "egress  of $From" }
    $verdict = $Result.Verdict.ToLowerInvariant()
    if ($Result.Reason -ne 'Acl') { return "${half}: $verdict, $($Result.Message)" }
    $acl = $Result.Acls[0]
    $owner = 'a foreign ACL decides'
    if ($acl.Ours) { $owner = 'an ACL of the agent decides' }
    $parts = @(foreach ($part in $acl.Id, $acl.Action, $acl.Direction) { if ("$part" -ne '') { $part } })
    if ("$($acl.Priority)" -ne '') { $parts += "priority $($acl.Priority)" }
    "${half}: $verdict, $owner [ACL $($parts -join ' ')]"
}
