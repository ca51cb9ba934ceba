function Get-DiagnosticFinding {
    <#
    .SYNOPSIS
        Everything the evidence shows, the worst first.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $rules = @('Get-HnsFinding', 'Get-AclDriftFinding', 'Get-PodFinding', 'Get-AgentFinding', 'Get-OwnAclFinding', 'Get-PriorityFinding', 'Get-SharedAddressFinding',
        'Get-EndpointStateFinding', 'Get-VfpFinding', 'Get-CrashFinding', 'Get-ServiceFinding', 'Get-NetworkFinding', 'Get-PolicyListFinding')
    $findings = @(
        if ($Model.Unread -ne '') { Get-UnreadFinding -What 'The networks and endpoints' -Message $Model.Unread }
        foreach ($rule in $rules) {
            # Evidence that a rule cannot make sense of must not cost the other findings.
            try {
                & $rule -Model $Model
            }
            catch {
                Get-UnreadFinding -What "The evidence of $rule" -Message $_.Exception.Message
            }
        }
    )
    foreach ($severity in 'error', 'warning', 'note') {
        $findings | Where-Object { $_.severity -eq $severity }
    }
}
