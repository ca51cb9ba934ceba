function Get-VfpFinding {
    <#
    .SYNOPSIS
        Endpoints whose VFP port is blocked, missing, or lacks rules for ACLs that HNS says are there.
    .PARAMETER Model
        Of Get-DiagnosticModel.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($endpoint in $Model.Endpoints) {
        $port = $endpoint.Port
        if ($endpoint.Remote -or -not $port) { continue }
        $what = Format-DiagnosticEndpoint -Endpoint $endpoint
        if (-not $port.Listed) {
            New-Finding -Severity error -Code 'vfp-port-missing' -Title "Endpoint $($endpoint.Id) has no VFP port" -Detail "${what}: HNS names port $($port.Guid), which vfpctrl does not list" -Evidence (
                'hns/endpoints-v1.json', 'vfp/ports.txt') -Subject $endpoint.Id -Advice 'No ACL of this endpoint is enforced. Delete its pod; if the new one has the same, restart the node.'
            continue
        }
        if ($port.Blocked) {
            New-Finding -Severity error -Code 'vfp-port-blocked' -Title "The VFP port of endpoint $($endpoint.Id) is blocked" -Detail "$what, port $($port.Guid)" -Evidence (
                "$($port.Folder)/state.txt", $endpoint.File) -Subject $endpoint.Id -Advice (
                'Nothing passes, whatever the policies say: HNS has not finished the port or has given up on it. Delete the pod. If new pods have the same, restart HNS or the node.')
        }
        if ($null -eq $port.RuleNames) { continue }
        $rules = [System.Collections.Generic.HashSet[string]]::new([string[]]$port.RuleNames, [System.StringComparer]::OrdinalIgnoreCase)
        $lost = @($endpoint.Acls | Where-Object { $_.Ours -and $_.RuleType -eq 'Switch' -and -not $rules.Contains($_.Id) } | ForEach-Object { $_.Id })
        if ($lost.Count -gt 0) {
            New-Finding -Severity error -Code 'acl-not-in-vfp' -Title "$(Format-DiagnosticCount $lost.Count 'ACL') of endpoint $($endpoint.Id) did not reach VFP" -Detail (
                "${what}: HNS lists them, ACL_ENDPOINT_LAYER of port $($port.Guid) has no rule of their names: $($lost -join '; ')") -Evidence (
                "$($port.Folder)/acl-rules.txt", $endpoint.File) -Subject $endpoint.Id -Advice (
                'HNS took the ACLs and they are not enforced. Remove ours with Remove-HnsPolicyAcl for this endpoint and let the agent write them again; if that does not help, restart HNS.')
        }
    }
}
