function Format-DiagnosticCount {
    <#
    .SYNOPSIS
        A number with its noun: 1 endpoint, 2 endpoints.
    .PARAMETER Count
        How many.
    .PARAMETER Noun
        In the singular.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [int] $Count,
        [Parameter(Mandatory)] [string] $Noun
    )

    if ($Count -eq 1) { "1 $Noun" } else { "$Count ${Noun}s" }
}
