function Get-PodFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $file = 'agent/status.json'
    if (-not $Model.Text.Contains($file)) { return }
    $hasPlan = $Model.Text.Contains('acls/drift.json')
    foreach ($pod in @(Get-DiagnosticValue (ConvertFrom-DiagnosticJson -Text $Model.Text[$file]) 'pods' @())) {
        $name = "$(Get-DiagnosticValue $pod 'namespace' '?')/$(Get-DiagnosticValue $pod 'pod' '?')"
        $id = ([string](Get-DiagnosticValue $pod 'endpoint' '')).ToLowerInvariant()
        $endpoint = $Model.Endpoints | Where-Object { $_.Id -eq $id } | Select-Object -First 1
        $common = @{ Evidence = @($file); Subject = @($id, $name) }
        if ($endpoint) { $common.Evidence += $endpoint.File }
        $desired = Get-DiagnosticNumber $pod 'acls', 'desired' -1
        $trouble = Get-DiagnosticValue $pod 'trouble'
        if ($trouble) {
            $since = Get-DiagnosticValue $trouble 'since' '?'
            # PowerShell 7 converts times in JSON, Windows PowerShell leaves them as text.
            if ($since -is [datetime]) { $since = $since.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [System.Globalization.CultureInfo]::InvariantCulture) }
            $facts = @(
                "since $since"
                Format-DiagnosticCount (Get-DiagnosticNumber $trouble 'failures') 'failed attempt'
                if ($id -eq '') { 'no endpoint has its address' }
                Get-DiagnosticValue $trouble 'error' ''
            ) | Where-Object { $_ }
            New-Finding @common -Severity error -Code 'pod-not-enforced' -Title "Pod $name is out of sync with its NetworkPolicies" -Detail ($facts -join '; ') -Advice (
                'This is normal briefly while a pod starts. Otherwise look up the error in docs/troubleshooting.md. The agent retries automatically, and an Event on the pod reports the error too.')
            continue
        }
        # With a plan, Get-AclDriftFinding reports each ACL. A pending update (dry run) is no drift.
        if ($hasPlan -or -not $endpoint -or $desired -lt 0 -or @('unchanged', 'updated') -notcontains (Get-DiagnosticValue $pod 'result' '')) { continue }
        $own = @($endpoint.Acls | Where-Object { $_.Ours }).Count
        if ($own -eq $desired) { continue }
        New-Finding @common -Severity error -Code 'acl-count' -Title "Endpoint $id has $(Format-DiagnosticCount $own 'ACL') of the agent, but $desired are desired" -Detail "pod $name" -Advice (
            'A healthy agent repairs this within its resync interval. Collect a second bundle after a minute. If the finding remains, another program keeps changing ACLs.')
    }
}
