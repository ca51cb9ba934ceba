function Get-DiagnosticAcl {
    <#
    .SYNOPSIS
        An endpoint policy as an ACL; nothing for one that is none.
    .PARAMETER Policy
        v2 {Type, Settings}, or v1, where the settings stand beside the type.
    .OUTPUTS
        Id, Action, Direction, RuleType, Priority (0: none), Ours.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowNull()] [object] $Policy)

    if ((Get-DiagnosticValue $Policy 'Type' '') -ne 'ACL') { return }
    $settings = Get-DiagnosticValue $Policy 'Settings' $Policy
    $id = [string](Get-DiagnosticValue $settings 'Id' '')
    [pscustomobject]@{
        Id        = $id
        Action    = [string](Get-DiagnosticValue $settings 'Action' '')
        Direction = [string](Get-DiagnosticValue $settings 'Direction' '')
        RuleType  = [string](Get-DiagnosticValue $settings 'RuleType' 'Switch')
        Priority  = Get-DiagnosticNumber $settings 'Priority'
        Ours      = $id.StartsWith('hns-policy-agent.', [System.StringComparison]::Ordinal)
    }
}
