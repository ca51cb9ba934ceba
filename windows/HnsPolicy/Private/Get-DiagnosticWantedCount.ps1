function Get-DiagnosticWantedCount {
    <#
    .SYNOPSIS
        How many ACLs the agent wants on this node.
    .PARAMETER Text
        Files by their path.
    .OUTPUTS
        The number; -1 where it is not known.
    #>
    [CmdletBinding()]
    [OutputType([int])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Text)

    if (-not $Text.Contains('acls/drift.json')) { return -1 }
    [int](Get-DiagnosticNumber (ConvertFrom-DiagnosticJson -Text $Text['acls/drift.json']) 'wantedAcls' -1)
}
