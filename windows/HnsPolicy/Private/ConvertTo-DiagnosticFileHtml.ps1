function ConvertTo-DiagnosticFileHtml {
    <#
    .SYNOPSIS
        The files of the bundle as HTML tables, folded by their folders.
    .PARAMETER Index
        Of Get-DiagnosticIndex.
    #>
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
            if ($file.leftOut) { $remarks += 'left out: the bundle is full' }
            elseif ($file.cut) { $remarks += "cut from $($file.originalBytes) bytes" }
            foreach ($kind in @($file.removed.Keys)) { $remarks += "$($file.removed[$kind]) removed ($kind)" }
            "<tr><td>$(ConvertTo-DiagnosticLinkHtml -Index $Index -Path $file.path)</td><td class=""number"">$($file.bytes)</td><td class=""quiet"">$(ConvertTo-DiagnosticHtmlText -Text ($remarks -join '; '))</td></tr>"
        }
        "<details><summary>$(ConvertTo-DiagnosticHtmlText -Text $folder) ($($folders[$folder].Count))</summary><div class=""scroll""><table>" +
        "<thead><tr><th>File</th><th class=""number"">Bytes</th><th>Remarks</th></tr></thead><tbody>`n$($rows -join "`n")`n</tbody></table></div></details>"
    }
    $parts -join "`n"
}
