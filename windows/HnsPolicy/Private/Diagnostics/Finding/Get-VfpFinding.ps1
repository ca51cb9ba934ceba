function Get-VfpFinding {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Model)

    foreach ($endpoint in $Model.Endpoints) {
        $port = $endpoint.Port
        if ($endpoint.Remote -or -not $port) { continue }
        $what = Format-DiagnosticEndpoint -Endpoint $endpoint
        if (-not $port.Listed) {
            New-Finding -Severity error -Code 'vfp-port-missing' -Title "Endpoint $($endpoint.Id) has no VFP port" -Detail "${what}: HNS names port $($port.Guid), but vfpctrl does not list it" -Evidence (
                'hns/endpoints-v1.json', 'vfp/ports.txt') -Subject $endpoint.Id -Advice 'No ACL of this endpoint is enforced. Delete its pod. If the new pod has the same problem, restart the node.'
            continue
        }
        if ($port.Blocked) {
            New-Finding -Severity error -Code 'vfp-port-blocked' -Title "The VFP port of endpoint $($endpoint.Id) is blocked" -Detail "$what, port $($port.Guid)" -Evidence (
                "$($port.Folder)/state.txt", $endpoint.File) -Subject $endpoint.Id -Advice (
                'All traffic is blocked, whatever the policies allow: HNS did not finish setting up the port. Delete the pod. If new pods have the same problem, restart HNS or the node.')
        }
        if ($null -eq $port.RuleNames) { continue }
        $rules = [System.Collections.Generic.HashSet[string]]::new([string[]]$port.RuleNames, [System.StringComparer]::OrdinalIgnoreCase)
        $lost = @($endpoint.Acls | Where-Object { $_.Ours -and $_.RuleType -eq 'Switch' -and -not $rules.Contains($_.Id) } | ForEach-Object { $_.Id })
        if ($lost.Count -gt 0) {
            New-Finding -Severity error -Code 'acl-not-in-vfp' -Title "$(Format-DiagnosticCount $lost.Count 'ACL') of endpoint $($endpoint.Id) are missing in VFP" -Detail (
                "${what}: HNS lists them, but ACL_ENDPOINT_LAYER of port $($port.Guid) has no rules with their names: $($lost -join '; ')") -Evidence (
                "$($port.Folder)/acl-rules.txt", $endpoint.File) -Subject $endpoint.Id -Advice (
                'HNS accepted the ACLs but does not enforce them. Remove the agent''s ACLs from this endpoint with Remove-HnsPolicyAcl and let the agent write them again. If that does not help, restart HNS.')
        }
    }
}
