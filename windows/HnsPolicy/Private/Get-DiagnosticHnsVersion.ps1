function Get-DiagnosticHnsVersion {
    <#
    .SYNOPSIS
        HNS's version from its answer.
    .PARAMETER Text
        Files by their path.
    .OUTPUTS
        A version; nothing where it is not known.
    #>
    [CmdletBinding()]
    [OutputType([version])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Text)

    if (-not $Text.Contains('hns/version.json')) { return }
    $output = Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Text['hns/version.json']) 'Output'
    $major = Get-DiagnosticNumber $output 'Major' $null
    if ($null -eq $major) { return }
    [version]::new([int]$major, [int](Get-DiagnosticNumber $output 'Minor'))
}
