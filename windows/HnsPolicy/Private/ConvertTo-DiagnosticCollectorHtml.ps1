function ConvertTo-DiagnosticCollectorHtml {
    <#
    .SYNOPSIS
        What the collectors came to, as an HTML table.
    .PARAMETER Index
        Of Get-DiagnosticIndex.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Index)

    $rows = foreach ($collector in $Index.collectors) {
        $problems = @(foreach ($problem in @($collector.problems)) {
                "<li><code>$(ConvertTo-DiagnosticHtmlText -Text $problem.subject)</code> <span class=""quiet"">$(ConvertTo-DiagnosticHtmlText -Text $problem.message)</span></li>"
            })
        $said = ''
        if ($problems.Count -gt 4) {
            $said = "<details><summary>$($problems.Count) things could not be had</summary><ul>$($problems -join '')</ul></details>"
        }
        elseif ($problems.Count -gt 0) { $said = "<ul>$($problems -join '')</ul>" }
        $status = $collector.status.Replace('-', ' ')
        "<tr><td>$(ConvertTo-DiagnosticHtmlText -Text $collector.title)<br><code class=""quiet"">$(ConvertTo-DiagnosticHtmlText -Text $collector.name)</code></td>" +
        "<td><span class=""badge $($collector.status)"">$status</span></td><td class=""number"">$($collector.seconds) s</td><td class=""number"">$($collector.files)</td><td>$said</td></tr>"
    }
    $head = '<th>Part</th><th>Result</th><th class="number">Time</th><th class="number">Files</th><th>What could not be had</th>'
    "<div class=""scroll""><table><thead><tr>$head</tr></thead><tbody>`n$($rows -join "`n")`n</tbody></table></div>"
}
