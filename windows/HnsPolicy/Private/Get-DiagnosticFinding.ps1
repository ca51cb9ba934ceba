function Get-DiagnosticFinding {
    <#
    .SYNOPSIS
        Everything the evidence shows, the worst first.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $rules = @('Get-HnsFinding', 'Get-AclDriftFinding', 'Get-AgentFinding', 'Get-OwnAclFinding', 'Get-PriorityFinding', 'Get-SharedAddressFinding',
        'Get-EndpointStateFinding', 'Get-VfpFinding', 'Get-CrashFinding', 'Get-ServiceFinding', 'Get-NetworkFinding', 'Get-PolicyListFinding')
    $findings = foreach ($rule in $rules) {
        # Evidence that a rule cannot make sense of must not cost the other findings.
        try {
            & $rule -Model $Model
        }
        catch {
            New-Finding -Severity note -Code 'not-examined' -Title "$rule could not read the evidence" -Detail $_.Exception.Message -Advice (
                'Look at the files yourself, and report this with the bundle.')
        }
    }
    foreach ($severity in 'error', 'warning', 'note') {
        foreach ($finding in @($findings)) { if ($finding -and $finding.severity -eq $severity) { $finding } }
    }
}
