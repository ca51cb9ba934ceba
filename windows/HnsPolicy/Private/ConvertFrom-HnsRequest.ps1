$script:JsonText = '(?>(?:[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*)'
$script:HnsRequest = [regex]::new(
    "\A\{`"n`":(?<n>[0-9]{1,15}),`"name`":`"(?<name>$JsonText)`",`"id`":`"(?<id>$JsonText)`",`"document`":`"(?<document>$JsonText)`"\}\z",
    'CultureInvariant')

function ConvertFrom-HnsRequest {
    <#
    .SYNOPSIS
        Reads a line that Transport.ps1 was sent.
    .DESCRIPTION
        Without ConvertFrom-Json, which in Windows PowerShell may refuse more than two megabytes.
    .PARAMETER Line
        A JSON object in just this form: {"n":1,"name":"...","id":"...","document":"..."}
    .EXAMPLE
        ConvertFrom-HnsRequest -Line '{"n":1,"name":"HcnEnumerateEndpoints","id":"","document":""}'
    .OUTPUTS
        Number (text; empty where the line has none) and Call: name, id and document, as the bridge takes them; $null for a line that is no request.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Line)

    $match = $script:HnsRequest.Match($Line)
    if (-not $match.Success) {
        $number = [regex]::Match($Line, '\A\{"n":([0-9]{1,15})[,}]')
        return [pscustomobject]@{ Number = $number.Groups[1].Value; Call = $null }
    }
    $call = [System.Collections.Generic.Dictionary[string, object]]::new()
    foreach ($name in 'name', 'id', 'document') {
        # JSON's escapes are some of those of regular expressions.
        $call[$name] = [regex]::Unescape($match.Groups[$name].Value)
    }
    [pscustomobject]@{ Number = $match.Groups['n'].Value; Call = $call }
}
