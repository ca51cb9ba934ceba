function ConvertTo-DiagnosticHtml {
    <#
    .SYNOPSIS
        The index for people: one page that needs nothing else. Everything in it is encoded; it can run no script and load nothing.
    .PARAMETER Index
        Of Get-DiagnosticIndex.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Index)

    $node = $Index.node
    $title = ConvertTo-DiagnosticHtmlText -Text "Network policy diagnostics of $($node.name)"
    $facts = foreach ($row in @(@('Windows', $node.windows), @('HNS', $node.hns), @('Agent', $node.agent), @('Gathered (UTC)', $Index.created.Substring(0, 19).Replace('T', ' ')),
            @('Took', "$($Index.seconds) s"), @('PowerShell', $node.powershell), @('HnsPolicy', $node.module))) {
        $value = $row[1]
        if ($value -eq '') { $value = 'not known' }
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

<h2 id="collectors">What was gathered</h2>
$(ConvertTo-DiagnosticCollectorHtml -Index $Index)

<h2 id="files">Files</h2>
$(ConvertTo-DiagnosticFileHtml -Index $Index)

<footer>
<p>Unpack the zip file so that the links work. index.json has the same for programs. Tokens, keys, passwords, signatures and connection strings were replaced by
<code>[removed:...]</code>; names and addresses were not.</p>
</footer>
</main>
</body>
</html>
"@
}
