# What JSON quotes, with something escaped in it. No escaped quote begins one, or each of a row of them would be tried.
$script:DiagnosticQuotation = [regex]::new(
    '(?<!\\)"(?>[^"\\\x00-\x1f]*)(?>\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)+"', 'CultureInvariant', [timespan]::FromSeconds(20))
# Without any of this, no rule of Get-DiagnosticSecretRule finds anything.
$script:DiagnosticHint = [regex]::new(
    'pass|pwd|secret|token|key|credential|client-|connection|authorization|bearer|eyJ|LS0tLS|sig|:\\*/|AKIA|gh[pousr]_|xox|Q~',
    'CultureInvariant, IgnoreCase', [timespan]::FromSeconds(20))

function Protect-DiagnosticQuotation {
    <#
    .SYNOPSIS
        Takes secrets out of texts that JSON quotes, however deep: their line breaks and quotes are escaped there, and no rule would see them.
    .PARAMETER Text
        Text in which JSON may stand.
    .PARAMETER Removed
        Counts of each kind, to add to.
    .PARAMETER Depth
        In how many texts this one is quoted.
    .OUTPUTS
        The text. Where nothing was removed, it is as it was.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Removed,
        [Parameter(Mandatory)] [int] $Depth
    )

    $result = [System.Text.StringBuilder]::new()
    $done = 0
    foreach ($match in $script:DiagnosticQuotation.Matches($Text)) {
        if (-not $script:DiagnosticHint.IsMatch($match.Value)) { continue }
        $inner = Protect-DiagnosticText -Text (ConvertFrom-JsonText -Json $match.Value) -Depth ($Depth + 1)
        if ($inner.Removed.Count -eq 0) { continue }
        foreach ($kind in @($inner.Removed.Keys)) { $Removed[$kind] = [int]$Removed[$kind] + $inner.Removed[$kind] }
        $quoted = [regex]::Replace($inner.Text, '["\\]', '\$0').Replace("`r", '\r').Replace("`n", '\n').Replace("`t", '\t')
        # Also what XML around it could not hold.
        $quoted = [regex]::Replace($quoted, '[\x00-\x1f<>&]', { param($sign) '\u{0:x4}' -f [int][char]$sign.Value })
        [void]$result.Append($Text, $done, $match.Index - $done).Append('"').Append($quoted).Append('"')
        $done = $match.Index + $match.Length
    }
    if ($done -eq 0) { return $Text }
    [void]$result.Append($Text, $done, $Text.Length - $done)
    $result.ToString()
}
