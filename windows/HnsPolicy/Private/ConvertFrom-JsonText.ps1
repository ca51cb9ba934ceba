$script:JsonEscape = [regex]::new('\\(?:u([0-9A-Fa-f]{4})|(.))', 'CultureInvariant')
$script:JsonEscaped = @{ b = "`b"; f = "`f"; n = "`n"; r = "`r"; t = "`t" }

function ConvertFrom-JsonText {
    <#
    .SYNOPSIS
        Reads one JSON value as text.
    .PARAMETER Json
        The value's JSON text. $null and empty stand for one that is absent.
    .OUTPUTS
        The characters of a text; nothing ('') for null and absent; of anything else the JSON text itself.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowNull()] [AllowEmptyString()] [string] $Json)

    if ($Json -ceq 'null') { return '' }
    if (-not $Json.StartsWith('"', [System.StringComparison]::Ordinal)) { return $Json }
    $text = $Json.Substring(1, $Json.Length - 2)
    if ($text.IndexOf('\') -lt 0) { return $text }
    $script:JsonEscape.Replace($text, {
            param($match)
            if ($match.Groups[1].Success) { return [string][char][System.Convert]::ToInt32($match.Groups[1].Value, 16) }
            $letter = $match.Groups[2].Value
            if ($script:JsonEscaped.ContainsKey($letter)) { return $script:JsonEscaped[$letter] }
            $letter
        })
}
