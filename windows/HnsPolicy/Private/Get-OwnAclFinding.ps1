function Get-OwnAclFinding {
    <#
    .SYNOPSIS
        A node on which no endpoint has an ACL of ours.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $local = @($Model.Endpoints | Where-Object { -not $_.Remote })
    if ($local.Count -eq 0 -or @($local | Where-Object { @($_.Acls | Where-Object { $_.Ours }).Count -gt 0 }).Count -gt 0) { return }
    $common = @{
        Code     = 'no-own-acl'
        Title    = "No ACL of ours on any of $(Format-DiagnosticCount $local.Count 'endpoint')"
        Evidence = @('hns/endpoints.json')
    }
    $wanted = Get-DiagnosticWantedCount -Text $Model.Text
    if ($wanted -eq 0) {
        New-Finding @common -Severity note -Detail 'The agent wants none either.' -Advice 'Nothing to do: no policy isolates a pod of this node.'
    }
    elseif ($wanted -gt 0) {
        New-Finding @common -Severity error -Detail "$(Format-DiagnosticCount $wanted 'ACL') wanted." -Advice (
            'No NetworkPolicy is enforced on this node. See that the agent runs here and may write to HNS.')
    }
    else {
        New-Finding @common -Severity warning -Detail 'What the agent wants is not known.' -Advice (
            'Right where no NetworkPolicy selects a pod of this node. If one does, nothing is enforced here: see that the agent runs on this node.')
    }
}
