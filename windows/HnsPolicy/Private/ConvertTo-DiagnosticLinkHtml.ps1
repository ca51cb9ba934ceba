function ConvertTo-DiagnosticLinkHtml {
    <#
    .SYNOPSIS
        A link to a file of the bundle; only its name where it is not there.
    .PARAMETER Index
        Of Get-DiagnosticIndex.
    .PARAMETER Path
        Of the file.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Index,
        [Parameter(Mandatory)] [string] $Path
    )

    $text = ConvertTo-DiagnosticHtmlText -Text $Path
    $isThere = $false
    foreach ($file in $Index.files) {
        if ($file.path -ne $Path) { continue }
        $isThere = -not $file.leftOut
        break
    }
    if (-not $isThere) { return "<span class=""path"">$text</span>" }
    $target = @($Path.Split('/') | ForEach-Object { [uri]::EscapeDataString($_) }) -join '/'
    "<a class=""path"" href=""$target"">$text</a>"
}
