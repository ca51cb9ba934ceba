function Get-DiagnosticWantedCount {
    <#
    .SYNOPSIS
        How many ACLs are wanted on this node: by the plan, else by the running agent.
    .PARAMETER Text
        Files by their path.
    .OUTPUTS
        The number; -1 where it is not known.
    #>
    [CmdletBinding()]
    [OutputType([int])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Text)

    if ($Text.Contains('acls/drift.json')) { return [int](Get-DiagnosticNumber (ConvertFrom-DiagnosticJson -Text $Text['acls/drift.json']) 'wantedAcls' -1) }
    if (-not $Text.Contains('agent/status.json')) { return -1 }
    $status = ConvertFrom-DiagnosticJson -Text $Text['agent/status.json']
    # Before that it may not know all pods.
    if ((Get-DiagnosticValue $status 'ready' $false) -ne $true) { return -1 }
    $wanted = 0
    foreach ($pod in @(Get-DiagnosticValue $status 'pods' @())) { $wanted += Get-DiagnosticNumber $pod 'acls', 'wanted' }
    [int]$wanted
}
