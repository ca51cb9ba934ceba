function ConvertTo-DiagnosticEndpointHtml {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Index)

    if (@($Index.endpoints).Count -eq 0) { return '<p class="quiet">None could be read.</p>' }
    $rows = foreach ($remote in $false, $true) {
        foreach ($endpoint in $Index.endpoints) {
            if ($endpoint.remote -ne $remote) { continue }
            $state = $endpoint.state
            if ($remote) { $state = 'remote' }
            $cells = @(
                "<td class=""id"">$(ConvertTo-DiagnosticLinkHtml -Index $Index -Path $endpoint.file | ForEach-Object { $_ -replace '>[^<]*</(a|span)>$', ">$($endpoint.id)</`$1>" })</td>"
                "<td>$(ConvertTo-DiagnosticHtmlText -Text $endpoint.name)</td>"
                "<td>$(ConvertTo-DiagnosticHtmlText -Text (@($endpoint.addresses) -join ', '))</td>"
                "<td>$(ConvertTo-DiagnosticHtmlText -Text $endpoint.network)</td>"
                "<td>$(ConvertTo-DiagnosticHtmlText -Text $state)</td>"
                "<td class=""number"">$($endpoint.ourAcls)</td><td class=""number"">$($endpoint.otherAcls)</td>"
                "<td class=""nowrap"">$(ConvertTo-DiagnosticHtmlText -Text $endpoint.priorities)</td>"
                "<td>$(ConvertTo-DiagnosticHtmlText -Text $endpoint.vfp)</td>"
            )
            "<tr>$($cells -join '')</tr>"
        }
    }
    $head = '<th>Endpoint</th><th>Name</th><th>Addresses</th><th>Network</th><th>State</th><th class="number">Our ACLs</th><th class="number">Others</th><th>Priorities</th><th>VFP port</th>'
    "<div class=""scroll""><table><thead><tr>$head</tr></thead><tbody>`n$($rows -join "`n")`n</tbody></table></div>"
}
