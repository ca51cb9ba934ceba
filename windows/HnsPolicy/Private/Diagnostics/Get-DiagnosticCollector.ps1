# The most useful collectors come first, because the size of the bundle is limited. AsksHns marks collectors that may hang in HNS.
function Get-DiagnosticCollector {
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
        @('acls', 'Desired and actual ACLs', 'Invoke-AclCollector', 'hns'),
        @('vfp', 'VFP ports, layers, rules and counters', 'Invoke-VfpCollector', ''),
        @('services', 'Services that policies depend on', 'Invoke-ServiceCollector', ''),
        @('events', 'Crashes and HNS logs', 'Invoke-EventCollector', ''),
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

function Invoke-HnsVersionCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $null = $Context
    Get-DiagnosticHnsFile -Path 'hns/version.json' -Name HNSCall -Id 'GET /globals/version'
}

function Invoke-HnsNetworkCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticHnsListFile -Context $Context -Kind Network -Path 'hns/networks.json'
    Get-DiagnosticHnsFile -Path 'hns/networks-v1.json' -Name HNSCall -Id 'GET /networks/'
}

function Invoke-HnsNamespaceCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticHnsListFile -Context $Context -Kind Namespace -Path 'hns/namespaces.json'
}

# Only the v1 API returns kube-proxy's load balancers and the port pools.
function Invoke-HnsPolicyListCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    $null = $Context
    Get-DiagnosticHnsFile -Path 'hns/policylists-v1.json' -Name HNSCall -Id 'GET /policylists/'
    Get-DiagnosticHnsFile -Path 'hns/portpools-v1.json' -Name HNSCall -Id 'GET /portpools/'
}

function Invoke-HnsdiagCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticProgramFile -Context $Context -Path 'hnsdiag/list-all.txt' -Program 'hnsdiag.exe' -Argument 'list', 'all', '-d'
    Get-DiagnosticProgramFile -Context $Context -Path 'hnsdiag/hcsdiag-list.txt' -Program 'hcsdiag.exe' -Argument 'list'
}

function Invoke-ContainerCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticProgramFile -Context $Context -Path 'containers/pods.txt' -Program 'crictl.exe' -Argument 'pods'
    Get-DiagnosticProgramFile -Context $Context -Path 'containers/containers.txt' -Program 'crictl.exe' -Argument 'ps', '-a'
    Get-DiagnosticProgramFile -Context $Context -Path 'containers/containerd.txt' -Program 'ctr.exe' -Argument '-n', 'k8s.io', 'containers', 'ls'
}

# WFP's filters enforce ACLs of RuleType Host.
function Invoke-FirewallCollector {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Context)

    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/profiles.txt' -Program 'netsh.exe' -Argument 'advfirewall', 'show', 'allprofiles'
    $command = 'Get-NetFirewallRule -PolicyStore ActiveStore | ' +
        'Select-Object Name, DisplayName, Enabled, Direction, Action, Profile, PolicyStoreSourceType | ConvertTo-Csv -NoTypeInformation'
    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/rules.csv' -Program 'powershell.exe' -Argument '-NoProfile', '-NonInteractive', '-Command', $command
    # '-' is standard output.
    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/wfp-filters.xml' -Program 'netsh.exe' -Argument 'wfp', 'show', 'filters', 'file=-'
    Get-DiagnosticProgramFile -Context $Context -Path 'firewall/wfp-state.xml' -Program 'netsh.exe' -Argument 'wfp', 'show', 'state', 'file=-'
}
