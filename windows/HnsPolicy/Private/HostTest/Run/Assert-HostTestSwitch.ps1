# If no network uses an adapter yet, HNS would put a new switch on one and interrupt the host's connections. Otherwise names the adapter of
# an existing network, so that HNS selects no other one.
function Assert-HostTestSwitch {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [psobject] $Run,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [object[]] $Networks
    )

    if ($Run.NetworkType -eq 'NAT') { return }
    $switched = @($Networks | Where-Object { (Get-HostTestMember -Object $_ -Name Type) -in 'L2Bridge', 'L2Tunnel', 'Overlay', 'Transparent' })
    if ($switched.Count -eq 0) {
        throw "this host has no network on an adapter yet, and creating one of type $($Run.NetworkType) would interrupt its connections: " +
            'run this on a node with a CNI plugin, or use -NetworkType NAT or -AllowNewSwitch'
    }
    if ($Run.NetworkAdapterName -ne '') { return }
    $adapters = @($switched | ForEach-Object { Get-HostTestMember -Object $_ -Name Policies } | Where-Object { $null -ne $_ -and $_.Type -eq 'NetAdapterName' })
    if ($adapters.Count -gt 0) {
        $Run.NetworkAdapterName = [string](Get-HostTestMember -Object $adapters[0].Settings -Name NetworkAdapterName)
    }
}
