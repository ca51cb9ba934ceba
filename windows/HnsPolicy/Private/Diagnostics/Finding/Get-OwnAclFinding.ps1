function Get-OwnAclFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $local = @($Model.Endpoints | Where-Object { -not $_.Remote })
    if ($local.Count -eq 0 -or @($local | Where-Object { @($_.Acls | Where-Object { $_.Ours }).Count -gt 0 }).Count -gt 0) { return }
    $common = @{
        Code     = 'no-own-acl'
        Title    = "No ACL of the agent on any of $(Format-DiagnosticCount $local.Count 'endpoint')"
        Evidence = @('hns/endpoints.json')
    }
    $desired = Get-DiagnosticDesiredCount -Text $Model.Text
    if ($desired -eq 0) {
        New-Finding @common -Severity note -Detail 'No ACLs are desired either.' -Advice 'No action is needed: no policy isolates a pod on this node.'
    }
    elseif ($desired -gt 0) {
        New-Finding @common -Severity error -Detail "Desired: $(Format-DiagnosticCount $desired 'ACL')." -Advice (
            'No NetworkPolicy is enforced on this node. Check that the agent runs here and can write to HNS.')
    }
    else {
        New-Finding @common -Severity warning -Detail 'The desired ACLs are unknown.' -Advice (
            'This is correct if no NetworkPolicy selects a pod on this node. Otherwise no policy is enforced here. Check that the agent runs on this node.')
    }
}

# Returns the number of ACLs that the plan, or else the running agent, desires on this node. Returns -1 if unknown.
function Get-DiagnosticDesiredCount {
    [CmdletBinding()]
    [OutputType([int])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Text)

    if ($Text.Contains('acls/drift.json')) { return [int](Get-DiagnosticNumber (ConvertFrom-DiagnosticJson -Text $Text['acls/drift.json']) 'desiredAcls' -1) }
    if (-not $Text.Contains('agent/status.json')) { return -1 }
    $status = ConvertFrom-DiagnosticJson -Text $Text['agent/status.json']
    # Before that the agent may not have all pods.
    if ((Get-DiagnosticValue $status 'ready' $false) -ne $true) { return -1 }
    $desired = 0
    foreach ($pod in @(Get-DiagnosticValue $status 'pods' @())) { $desired += Get-DiagnosticNumber $pod 'acls', 'desired' }
    [int]$desired
}
