# The agent compares foreign ACLs with the policies and reports conflicts in its status. Without a status only the order of the ACLs is known.
function Get-ForeignAclFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $file = 'agent/status.json'
    if ($Model.Text.Contains($file)) {
        foreach ($pod in @(Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text[$file]) 'pods' @())) {
            $name = "$(Get-DiagnosticValue $pod 'namespace' '?')/$(Get-DiagnosticValue $pod 'pod' '?')"
            $id = ([string](Get-DiagnosticValue $pod 'endpoint' '')).ToLowerInvariant()
            $endpoint = $Model.Endpoints | Where-Object { $_.Id -eq $id } | Select-Object -First 1
            $common = @{ Severity = 'error'; Evidence = @($file); Subject = @($id, $name) }
            if ($endpoint) { $common.Evidence += $endpoint.File }
            foreach ($issue in @(Get-DiagnosticValue $pod 'issues' @())) {
                $code = Get-DiagnosticValue $issue 'code' ''
                $detail = Get-DiagnosticValue $issue 'message' ''
                if ($code -eq 'foreign-allow') {
                    New-Finding @common -Code $code -Title "A foreign ACL opens pod $name" -Detail $detail -Advice (
                        'Find the program that wrote it. If that engine no longer runs, name it in takeover or delete the pod. See docs/operations.md#hnspolicyforeignallow.')
                }
                elseif ($code -eq 'foreign-block') {
                    New-Finding @common -Code $code -Title "A foreign ACL blocks traffic of pod $name that policies leave open" -Detail $detail -Advice (
                        'The agent leaves it unchanged. With Calico''s CNI plugin see docs/calico-cni.md. Otherwise find the program that wrote it.')
                }
            }
        }
        return
    }
    foreach ($endpoint in $Model.Endpoints) {
        if ($endpoint.Remote) { continue }
        foreach ($direction in 'In', 'Out') {
            $acls = @($endpoint.Acls | Where-Object { $_.Direction -eq $direction -and $_.RuleType -ne 'Host' })
            $last = $acls | Where-Object { $_.Ours -and $_.Action -eq 'Block' } | Select-Object -First 1
            if (-not $last) { continue }
            $front = @($acls | Where-Object { -not $_.Ours -and $_.Action -eq 'Allow' -and $_.Priority -lt $last.Priority })
            if ($front.Count -eq 0) { continue }
            $names = @($front | ForEach-Object { if ($_.Id -eq '') { "without Id (priority $($_.Priority))" } else { "$($_.Id) (priority $($_.Priority))" } })
            New-Finding -Severity warning -Code 'foreign-in-front' -Title "Endpoint $($endpoint.Id) has a foreign Allow in front of the agent's Block for $direction" -Detail (
                "$(Format-DiagnosticEndpoint -Endpoint $endpoint): $($names -join '; ')") -Evidence $endpoint.File -Subject $endpoint.Id -Advice (
                'The foreign ACL may allow traffic that no policy allows. The agent''s status would show that, but the agent does not answer.')
        }
    }
}
