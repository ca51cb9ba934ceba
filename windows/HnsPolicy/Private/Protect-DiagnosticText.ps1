function Protect-DiagnosticText {
    <#
    .SYNOPSIS
        Takes secrets out of text: bearer tokens, JWTs, private keys, kubeconfig data, passwords, SAS signatures, connection strings.
    .PARAMETER Text
        The text.
    .PARAMETER Depth
        In how many texts it is quoted.
    .OUTPUTS
        Text, and Removed: how many of each kind. Of text that cannot be searched in time nothing is left.
    #>
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
        $Text = '[removed: this could not be searched for secrets in time]'
        $removed = [ordered]@{ 'not-searched' = 1 }
    }
    [pscustomobject]@{ Text = $Text; Removed = $removed }
}
