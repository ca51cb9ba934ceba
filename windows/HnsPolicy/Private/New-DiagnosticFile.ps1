function New-DiagnosticFile {
    <#
    .SYNOPSIS
        What a collector found: one file of the bundle.
    .PARAMETER Path
        Place in the bundle, with forward slashes. Every part keeps letters, digits, '.', '_' and '-' only, for names come from outside.
    .PARAMETER Text
        Its content.
    .PARAMETER KeepEnd
        Where it is too large, the end is worth more than the beginning.
    .OUTPUTS
        Record = 'file', Path, Text, KeepEnd.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [switch] $KeepEnd
    )

    $parts = foreach ($part in $Path.Split('/')) {
        $clean = [regex]::Replace($part, '[^A-Za-z0-9._-]+', '_').Trim('.')
        if ($clean -eq '') { $clean = '_' }
        if ($clean.Length -gt 100) { $clean = $clean.Substring(0, 100) }
        $clean
    }
    [pscustomobject]@{ Record = 'file'; Path = $parts -join '/'; Text = $Text; KeepEnd = [bool]$KeepEnd }
}
