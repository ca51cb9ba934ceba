function Get-DiagnosticHnsListFile {
    <#
    .SYNOPSIS
        Every HNS object of a kind in one file, a JSON array of their v2 documents; an empty one where there are none.
    .PARAMETER Context
        Of the collector.
    .PARAMETER Kind
        Network or Namespace.
    .PARAMETER Path
        Place in the bundle.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [hashtable] $Context,
        [Parameter(Mandatory)] [ValidateSet('Network', 'Namespace')] [string] $Kind,
        [Parameter(Mandatory)] [string] $Path
    )

    $found = @(Get-DiagnosticHnsObject -Context $Context -Kind $Kind)
    $problems = @($found | Where-Object { $_.Record -eq 'problem' })
    $documents = @($found | Where-Object { $_.Record -eq 'document' } | ForEach-Object { $_.Text })
    if ($documents.Count -gt 0 -or $problems.Count -eq 0) {
        New-DiagnosticFile -Path $Path -Text ("[`n" + ($documents -join ",`n") + "`n]`n")
    }
    $problems
}
