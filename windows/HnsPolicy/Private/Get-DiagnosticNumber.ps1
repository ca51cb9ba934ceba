function Get-DiagnosticNumber {
    <#
    .SYNOPSIS
        A whole number of what was read from JSON, where it may be missing or something else.
    .PARAMETER InputObject
        Anything, also $null.
    .PARAMETER Name
        Property names from the outside in.
    .PARAMETER Default
        For one that is missing, null or no number.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $InputObject,
        [Parameter(Mandatory)] [string[]] $Name,
        [AllowNull()] [object] $Default = 0
    )

    $value = Get-DiagnosticValue $InputObject $Name
    $number = 0L
    if ([long]::TryParse("$value", [System.Globalization.NumberStyles]::Integer, [System.Globalization.CultureInfo]::InvariantCulture, [ref]$number)) { return $number }
    $Default
}
