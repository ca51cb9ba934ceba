function Get-AgentFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $text = $Model.Text
    if (-not $text.Contains('agent/healthz.json')) {
        New-Finding -Severity warning -Code 'agent-not-answering' -Title "The agent does not answer at $((Protect-DiagnosticText -Text $Model.Options.AgentUri).Text)" -Subject 'agent' -Advice (
            'Either the agent does not run on this node (kubectl get pods -o wide), or it has another metricsAddress. Pass that address as -AgentUri. Without the agent, its ACLs stay in force but are not updated.')
        return
    }
    $status = ConvertFrom-DiagnosticJson -Text $text['agent/healthz.json']
    $state = Get-DiagnosticValue $status 'state' 'unknown'
    $facts = @("state $state")
    if ((Get-DiagnosticValue $status 'inSync' $true) -eq $false) { $facts += 'it has not yet received all objects of the cluster' }
    foreach ($name in 'failingEndpoints', 'waitingPods', 'pendingUpdates') {
        $number = Get-DiagnosticNumber $status $name
        if ($number -gt 0) { $facts += "$name $number" }
    }
    $facts += @(Get-DiagnosticValue $status 'otherEngines' @() | ForEach-Object { "pod $_ runs" })
    foreach ($watch in @(Get-DiagnosticValue $status 'watches' @())) {
        $failure = Get-DiagnosticValue $watch 'lastError' ''
        if ((Get-DiagnosticValue $watch 'connected' $true) -eq $false) { $facts += "watch of $(Get-DiagnosticValue $watch 'kind' '?') is not connected: $failure" }
    }
    $logs = @($text.Keys | Where-Object { $_ -like 'agent/log/*' })
    $common = @{ Detail = $facts -join '; '; Evidence = @('agent/healthz.json') + $logs; Subject = @('agent') }
    if ($state -eq 'waiting') {
        New-Finding @common -Severity error -Code 'agent-waiting' -Title 'The agent waits: another policy engine runs on this node' -Advice (
            'Two engines would keep overwriting each other''s ACLs. The agent starts writing when those pods are gone from this node. For the right order, see docs/migrate-from-azure-npm.md.')
    }
    elseif ($state -eq 'dry-run') {
        New-Finding @common -Severity warning -Code 'agent-dry-run' -Title 'The agent is in dry-run mode and does not write' -Advice (
            'HNS keeps its current ACLs, whatever the policies demand. Remove dryRun from the agent''s configuration to enforce policies.')
    }
    elseif ($state -eq 'unsupported') {
        New-Finding @common -Severity error -Code 'agent-unsupported' -Title 'Windows or HNS is too old for the agent' -Advice (
            'The agent writes nothing, and no policy is enforced. Use Windows Server 2022 or newer.')
    }
    elseif ((Get-DiagnosticValue $status 'ready' $false) -ne $true) {
        New-Finding @common -Severity error -Code 'agent-not-ready' -Title 'The agent is not ready' -Advice (
            'The cluster has not been listed, HNS cannot be read, or an endpoint is out of sync. The agent''s log gives the reason.')
    }
    elseif (@('healthy', 'unknown') -notcontains $state -or $facts.Count -gt 1) {
        New-Finding @common -Severity error -Code 'agent-unhealthy' -Title "The agent is $state" -Advice 'Some endpoints are out of sync, or HNS or the API server cannot be read. The log names them.'
    }

    if (-not $text.Contains('agent/metrics.txt')) { return }
    $metrics = $text['agent/metrics.txt']
    $common = @{ Evidence = @('agent/metrics.txt') + $logs; Subject = @('agent') }
    $rejected = @(Get-DiagnosticMetric -Text $metrics -Name 'hns_policy_rejected_policies' | Where-Object { $_.Value -gt 0 })
    if ($rejected.Count -gt 0) {
        New-Finding @common -Severity warning -Code 'rejected-policies' -Title 'Parts of NetworkPolicies are not enforced' -Detail (
            @($rejected | ForEach-Object { "$($_.Labels): $($_.Value)" }) -join '; ') -Advice (
            'Windows cannot enforce them. The agent''s log and the policies'' Events (kubectl describe networkpolicy) list them with the reasons.')
    }
    $failed = @(Get-DiagnosticMetric -Text $metrics -Name 'hns_policy_hns_calls_total' | Where-Object { $_.Value -gt 0 -and $_.Labels -notmatch 'result="(?:ok|not-found)"' })
    if ($failed.Count -gt 0) {
        New-Finding @common -Severity warning -Code 'hns-calls-failed' -Title 'HNS calls of the agent failed' -Detail (
            @($failed | ForEach-Object { "$($_.Labels): $($_.Value)" }) -join '; ') -Advice 'The agent''s log lists each with its HRESULT and HNS''s message.'
    }
    $repaired = @(Get-DiagnosticMetric -Text $metrics -Name 'hns_policy_drift_repaired_total' | Where-Object { $_.Value -gt 0 })
    if ($repaired.Count -gt 0) {
        New-Finding @common -Severity note -Code 'drift-repaired' -Title "The agent restored ACLs $(Format-DiagnosticCount $repaired[0].Value 'time')" -Advice (
            'Another program changed the agent''s ACLs, or HNS restarted. Only one engine may enforce NetworkPolicies on a node.')
    }
}

# Reads Prometheus' text format. Labels is the text between the braces.
function Get-DiagnosticMetric {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [Parameter(Mandatory)] [string] $Name
    )

    foreach ($match in [regex]::Matches($Text, "(?m)^$([regex]::Escape($Name))(?:\{([^}]*)\})?\s+([-+0-9.eE]+)\s*$")) {
        $value = [double]::Parse($match.Groups[2].Value, [System.Globalization.CultureInfo]::InvariantCulture)
        [pscustomobject]@{ Labels = $match.Groups[1].Value; Value = $value }
    }
}
