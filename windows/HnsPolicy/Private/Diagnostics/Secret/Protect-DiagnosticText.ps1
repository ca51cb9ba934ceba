# Removed counts the secrets of each kind. Text that cannot be searched in time is removed completely.
function Protect-DiagnosticText {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [int] $Depth = 0
    )

    $removed = [ordered]@{}
    try {
        if ($Depth -lt 4) { $Text = Protect-DiagnosticQuotation -Text $Text -Removed $removed -Depth $Depth }
        foreach ($rule in Get-DiagnosticSecretRule) {
            $count = $rule.Pattern.Matches($Text).Count
            if ($count -eq 0) { continue }
            $Text = $rule.Pattern.Replace($Text, $rule.Replacement)
            $removed[$rule.Name] = [int]$removed[$rule.Name] + $count
        }
    }
    catch [System.Text.RegularExpressions.RegexMatchTimeoutException] {
        $Text = '[removed: the search for secrets timed out]'
        $removed = [ordered]@{ 'not-searched' = 1 }
    }
    [pscustomobject]@{ Text = $Text; Removed = $removed }
}

# A JSON string with an escape. An escaped quote cannot start one, which would make a row of them slow.
$script:DiagnosticQuotation = [regex]::new(
    '(?<!\\)"(?>[^"\\\x00-\x1f]*)(?>\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)+"', 'CultureInvariant', [timespan]::FromSeconds(20))
# Every match of a rule of Get-DiagnosticSecretRule contains one of these.
$script:DiagnosticHint = [regex]::new(
    'pass|pwd|secret|token|key|credential|client-|connection|auth|bearer|eyJ|LS0tLS|sig|:\\*/|AKIA|gh[pousr]_|xox|Q~|docker|cookie|hooks|webhook|' +
        'github_pat_|glpat-|AIza',
    'CultureInvariant, IgnoreCase', [timespan]::FromSeconds(20))

# Removes secrets from quoted JSON texts at any depth. Their line breaks and quotes are escaped, so the rules would not match there. Text
# without secrets is returned unchanged.
function Protect-DiagnosticQuotation {
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
        # Also escapes characters that are invalid in surrounding XML.
        $quoted = [regex]::Replace($quoted, '[\x00-\x1f<>&]', { param($sign) '\u{0:x4}' -f [int][char]$sign.Value })
        [void]$result.Append($Text, $done, $match.Index - $done).Append('"').Append($quoted).Append('"')
        $done = $match.Index + $match.Length
    }
    if ($done -eq 0) { return $Text }
    [void]$result.Append($Text, $done, $Text.Length - $done)
    $result.ToString()
}
