function Test-SameNumber {
    <#
    .SYNOPSIS
        Whether two texts are the same number; '' is 0.
    .PARAMETER One
        The one text.
    .PARAMETER Other
        The other text.
    .OUTPUTS
        $true or $false; $false where one is no number.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $One,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Other
    )

    $numbers = foreach ($text in $One, $Other) {
        $number = 0.0
        $styles = [System.Globalization.NumberStyles]::Float
        if ($text -ne '' -and -not [double]::TryParse($text, $styles, [cultureinfo]::InvariantCulture, [ref]$number)) { return $false }
        $number
    }
    $numbers[0] -eq $numbers[1]
}
