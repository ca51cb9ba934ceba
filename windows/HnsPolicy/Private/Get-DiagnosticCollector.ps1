function Get-DiagnosticCollector {
    <#
    .SYNOPSIS
        The collectors in the order in which they run: what explains most comes first, for the bundle's size is limited.
    .OUTPUTS
        Name, Title, Command (a function that takes -Context), AsksHns (it waits for HNS, which may hang), OptIn (runs only when asked for).
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()

    $table = @(
        @('host', 'Windows build, hotfixes, PowerShell', 'Invoke-HostCollector', ''),
        @('hns-version', 'HNS version', 'Invoke-HnsVersionCollector', 'hns'),
        @('hns-networks', 'HNS networks', 'Invoke-HnsNetworkCollector', 'hns'),
        @('hns-endpoints', 'HNS endpoints with their policies', 'Invoke-HnsEndpointCollector', 'hns'),
        @('hns-namespaces', 'HNS namespaces', 'Invoke-HnsNamespaceCollector', 'hns'),
        @('agent', 'The agent: health, metrics, recent log', 'Invoke-AgentCollector', ''),
        @('acls', 'ACLs wanted and actual', 'Invoke-AclCollector', 'hns'),
        @('vfp', 'VFP ports, layers, rules and counters', 'Invoke-VfpCollector', ''),
        @('services', 'Services that policies depend on', 'Invoke-ServiceCollector', ''),
        @('events', 'Crashes and what HNS logged', 'Invoke-EventCollector', ''),
        @('hns-policylists', 'HNS policy lists (load balancers)', 'Invoke-HnsPolicyListCollector', 'hns'),
        @('hns-statistics', 'HNS endpoint statistics', 'Invoke-HnsStatisticsCollector', 'hns'),
        @('hnsdiag', 'hnsdiag and hcsdiag', 'Invoke-HnsdiagCollector', ''),
        @('network', 'The host''s own network', 'Invoke-HostNetworkCollector', ''),
        @('containers', 'Containers and pods', 'Invoke-ContainerCollector', ''),
        @('firewall', 'Windows Firewall and WFP', 'Invoke-FirewallCollector', 'opt-in')
    )
    foreach ($row in $table) {
        [pscustomobject]@{ Name = $row[0]; Title = $row[1]; Command = $row[2]; AsksHns = $row[3] -eq 'hns'; OptIn = $row[3] -eq 'opt-in' }
    }
}
