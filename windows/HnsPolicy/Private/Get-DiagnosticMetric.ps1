function Get-DiagnosticMetric {
    <#
    .SYNOPSIS
        Reads metrics in Prometheus' text format.
    .PARAMETER Text
        The metrics.
    .PARAMETER Name
        Of the metric.
    .OUTPUTS
        Labels (text between the braces), Value.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [Parameter(Mandatory)] [string] $Name
    )

    foreach ($match in [regex]::Matches($Text, "(?m)^$([regex]::Escape($Name))(?:\{([^}]*)\})?\s+([-+0-9.eE]+)\s*$")) {
        $value = [double]::Parse($match.Groups[2].Value, [System.Globalization.CultureInfo]::InvariantCulture)
        [pscustomobject]@{ Labels = $match.Groups[1].Value; Value = $value }
    }
}
