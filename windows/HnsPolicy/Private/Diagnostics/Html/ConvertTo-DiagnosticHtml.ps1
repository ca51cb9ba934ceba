# Returns a self-contained page. All values are encoded, and the page can neither run scripts nor load resources.
function ConvertTo-DiagnosticHtml {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Index)

    $node = $Index.node
    $title = ConvertTo-DiagnosticHtmlText -Text "Network policy diagnostics of $($node.name)"
    $facts = foreach ($row in @(@('Windows', $node.windows), @('HNS', $node.hns), @('Agent', $node.agent), @('Collected (UTC)', $Index.created.Substring(0, 19).Replace('T', ' ')),
            @('Took', "$($Index.seconds) s"), @('PowerShell', $node.powershell), @('HnsPolicy', $node.module))) {
        $value = $row[1]
        if ($value -eq '') { $value = 'unknown' }
        "<div><dt>$($row[0])</dt><dd>$(ConvertTo-DiagnosticHtmlText -Text $value)</dd></div>"
    }
    $tally = foreach ($severity in 'error', 'warning', 'note') {
        $count = $Index.counts[$severity]
        $class = $severity
        if ($count -eq 0) { $class += ' zero' }
        $noun = $severity
        if ($count -ne 1) { $noun += 's' }
        "<li class=""$class""><b>$count</b>$noun</li>"
    }
    @"
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<style>
$(Get-DiagnosticStyle)
</style>
</head>
<body>
<main>
<h1>$title</h1>
<dl class="facts">$($facts -join '')</dl>
<ul class="tally">$($tally -join '')</ul>

<h2 id="findings">Findings</h2>
$(ConvertTo-DiagnosticFindingHtml -Index $Index)

<h2 id="endpoints">Endpoints</h2>
$(ConvertTo-DiagnosticEndpointHtml -Index $Index)

<h2 id="collectors">Collected parts</h2>
$(ConvertTo-DiagnosticCollectorHtml -Index $Index)

<h2 id="files">Files</h2>
$(ConvertTo-DiagnosticFileHtml -Index $Index)

<footer>
<p>Unpack the zip file so that the links work. index.json has the same content for programs. Tokens, keys, passwords, signatures and connection strings
are replaced by <code>[removed:...]</code>. Names and addresses are kept.</p>
</footer>
</main>
</body>
</html>
"@
}

# The result is safe as content and in quoted attributes.
function ConvertTo-DiagnosticHtmlText {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowNull()] [AllowEmptyString()] [string] $Text)

    # HTML does not allow these characters.
    $clean = [regex]::Replace([string]$Text, '[\x00-\x08\x0b\x0c\x0e-\x1f]', ' ')
    [System.Net.WebUtility]::HtmlEncode($clean)
}

# Returns only the name if the bundle lacks the file.
function ConvertTo-DiagnosticLinkHtml {
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
