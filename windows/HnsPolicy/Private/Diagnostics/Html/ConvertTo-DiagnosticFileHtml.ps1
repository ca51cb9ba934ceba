function ConvertTo-DiagnosticFileHtml {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Index)

    $folders = [ordered]@{}
    foreach ($file in $Index.files) {
        $folder = $file.path.Split('/')[0]
        if (-not $folders.Contains($folder)) { $folders[$folder] = [System.Collections.Generic.List[object]]::new() }
        $folders[$folder].Add($file)
    }
    if ($folders.Count -eq 0) { return '<p class="quiet">None.</p>' }
    $parts = foreach ($folder in $folders.Keys) {
        $rows = foreach ($file in $folders[$folder]) {
            $remarks = @()
            if ($file.leftOut) { $remarks += 'omitted, because the bundle is full' }
            elseif ($file.cut) { $remarks += "cut from $($file.originalBytes) bytes" }
            foreach ($kind in @($file.removed.Keys)) { $remarks += "$($file.removed[$kind]) removed ($kind)" }
            "<tr><td>$(ConvertTo-DiagnosticLinkHtml -Index $Index -Path $file.path)</td><td class=""number"">$($file.bytes)</td><td class=""quiet"">$(ConvertTo-DiagnosticHtmlText -Text ($remarks -join '; '))</td></tr>"
        }
        "<details><summary>$(ConvertTo-DiagnosticHtmlText -Text $folder) ($($folders[$folder].Count))</summary><div class=""scroll""><table>" +
        "<thead><tr><th>File</th><th class=""number"">Bytes</th><th>Remarks</th></tr></thead><tbody>`n$($rows -join "`n")`n</tbody></table></div></details>"
    }
    $parts -join "`n"
}

function ConvertTo-DiagnosticCollectorHtml {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Index)

    $rows = foreach ($collector in $Index.collectors) {
        $problems = @(foreach ($problem in @($collector.problems)) {
                "<li><code>$(ConvertTo-DiagnosticHtmlText -Text $problem.subject)</code> <span class=""quiet"">$(ConvertTo-DiagnosticHtmlText -Text $problem.message)</span></li>"
            })
        $list = ''
        if ($problems.Count -gt 4) {
            $list = "<details><summary>$($problems.Count) problems</summary><ul>$($problems -join '')</ul></details>"
        }
        elseif ($problems.Count -gt 0) { $list = "<ul>$($problems -join '')</ul>" }
        $status = $collector.status.Replace('-', ' ')
        "<tr><td>$(ConvertTo-DiagnosticHtmlText -Text $collector.title)<br><code class=""quiet"">$(ConvertTo-DiagnosticHtmlText -Text $collector.name)</code></td>" +
        "<td><span class=""badge $($collector.status)"">$status</span></td><td class=""number"">$($collector.seconds) s</td><td class=""number"">$($collector.files)</td><td>$list</td></tr>"
    }
    $head = '<th>Part</th><th>Result</th><th class="number">Time</th><th class="number">Files</th><th>Problems</th>'
    "<div class=""scroll""><table><thead><tr>$head</tr></thead><tbody>`n$($rows -join "`n")`n</tbody></table></div>"
}
