function Get-AgentFinding {
    <#
    .SYNOPSIS
        What the agent says of itself.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    $text = $Model.Text
    if (-not $text.Contains('agent/healthz.json')) {
        New-Finding -Severity warning -Code 'agent-not-answering' -Title "The agent does not answer at $((Protect-DiagnosticText -Text $Model.Options.AgentUri).Text)" -Subject 'agent' -Advice (
            'Either it does not run on this node (kubectl get pods -o wide), or its metricsAddress is another one: give it as -AgentUri. Its ACLs stay in force without it, and grow old.')
        return
    }
    $status = ConvertFrom-DiagnosticJson -Text $text['agent/healthz.json']
    $state = Get-DiagnosticValue $status 'state' 'unknown'
    $facts = @("state $state")
    if ((Get-DiagnosticValue $status 'inSync' $true) -eq $false) { $facts += 'it has not yet heard of the whole cluster' }
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
        New-Finding @common -Severity error -Code 'agent-waiting' -Title 'The agent writes nothing: another engine runs on this node' -Advice (
            'Two engines would undo each other''s ACLs. It begins when those pods have gone from this node; docs/migrate-from-azure-npm.md says in which order.')
    }
    elseif ($state -eq 'dry-run') {
        New-Finding @common -Severity warning -Code 'agent-dry-run' -Title 'The agent runs dry: it writes nothing' -Advice (
            'What HNS holds stays as it is, whatever policies say. Take dryRun out of its configuration when it has shown what it would do.')
    }
    elseif ((Get-DiagnosticValue $status 'ready' $false) -ne $true) {
        New-Finding @common -Severity error -Code 'agent-not-ready' -Title 'The agent is not ready' -Advice (
            'It has never had every endpoint as wanted since it started. Its log says what it waits for or what fails.')
    }
    elseif (@('healthy', 'unknown') -notcontains $state -or $facts.Count -gt 1) {
        New-Finding @common -Severity error -Code 'agent-unhealthy' -Title "The agent is $state" -Advice 'Some endpoints are not as wanted, or HNS or the API server cannot be read. The log names them.'
    }

    if (-not $text.Contains('agent/metrics.txt')) { return }
    $metrics = $text['agent/metrics.txt']
    $common = @{ Evidence = @('agent/metrics.txt') + $logs; Subject = @('agent') }
    $rejected = @(Get-DiagnosticMetric -Text $metrics -Name 'hns_policy_rejected_policies' | Where-Object { $_.Value -gt 0 })
    if ($rejected.Count -gt 0) {
        New-Finding @common -Severity warning -Code 'rejected-policies' -Title 'Parts of NetworkPolicies are not in force' -Detail (
            @($rejected | ForEach-Object { "$($_.Labels): $($_.Value)" }) -join '; ') -Advice (
            'Windows cannot enforce them. The agent''s log and the Events of the policies (kubectl describe networkpolicy) say which, and why.')
    }
    $failed = @(Get-DiagnosticMetric -Text $metrics -Name 'hns_policy_hns_calls_total' | Where-Object { $_.Value -gt 0 -and $_.Labels -notmatch 'result="(?:ok|not-found)"' })
    if ($failed.Count -gt 0) {
        New-Finding @common -Severity warning -Code 'hns-calls-failed' -Title 'Calls of the agent to HNS have failed' -Detail (
            @($failed | ForEach-Object { "$($_.Labels): $($_.Value)" }) -join '; ') -Advice 'The agent''s log has each with its HRESULT and HNS''s own words.'
    }
    $repaired = @(Get-DiagnosticMetric -Text $metrics -Name 'hns_policy_drift_repaired_total' | Where-Object { $_.Value -gt 0 })
    if ($repaired.Count -gt 0) {
        New-Finding @common -Severity note -Code 'drift-repaired' -Title "The agent put ACLs back $(Format-DiagnosticCount $repaired[0].Value 'time')" -Advice (
            'Something else changed ACLs of ours, or HNS restarted. Only one engine may enforce NetworkPolicies on a node.')
    }
}
