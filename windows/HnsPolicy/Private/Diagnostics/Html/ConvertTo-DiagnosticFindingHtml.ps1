# Folds all but the first five findings of each kind.
function ConvertTo-DiagnosticFindingHtml {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Index)

    if (@($Index.findings).Count -eq 0) { return '<p class="clean">No problems found. Before you rely on this, check below which parts could be collected.</p>' }
    $parts = [System.Collections.Generic.List[string]]::new()
    $kinds = [ordered]@{}
    foreach ($finding in $Index.findings) {
        $kind = "$($finding.severity) $($finding.code)"
        if (-not $kinds.Contains($kind)) { $kinds[$kind] = [System.Collections.Generic.List[object]]::new() }
        $kinds[$kind].Add($finding)
    }
    foreach ($kind in $kinds.Keys) {
        $number = 0
        foreach ($finding in $kinds[$kind]) {
            $number++
            if ($number -eq 6) { $parts.Add("<details><summary>$($kinds[$kind].Count - 5) more of this kind</summary>") }
            $lines = [System.Collections.Generic.List[string]]::new()
            $lines.Add("<article class=""finding $($finding.severity)""><header><span class=""badge $($finding.severity)"">$($finding.severity)</span>")
            $lines.Add("<h3>$(ConvertTo-DiagnosticHtmlText -Text $finding.title)</h3><code class=""code"">$(ConvertTo-DiagnosticHtmlText -Text $finding.code)</code></header>")
            if ($finding.detail -ne '') { $lines.Add("<p class=""detail"">$(ConvertTo-DiagnosticHtmlText -Text $finding.detail)</p>") }
            $lines.Add("<p class=""advice"">$(ConvertTo-DiagnosticHtmlText -Text $finding.advice)</p>")
            if (@($finding.evidence).Count -gt 0) {
                $links = @($finding.evidence | ForEach-Object { ConvertTo-DiagnosticLinkHtml -Index $Index -Path $_ }) -join ' &middot; '
                $lines.Add("<p class=""evidence""><span class=""quiet"">Evidence:</span> $links</p>")
            }
            $lines.Add('</article>')
            $parts.Add($lines -join "`n")
        }
        if ($number -gt 5) { $parts.Add('</details>') }
    }
    $parts -join "`n"
}
